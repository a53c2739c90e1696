# Millrace for servers: the command line, and the browser host that serves its page. There is no browser and no Electron in it.
#   docker run -p 127.0.0.1:8080:8080 millrace        prints the address with its token
FROM node:24-slim AS build
ENV ELECTRON_SKIP_BINARY_DOWNLOAD=1
WORKDIR /build
COPY . .
RUN npm ci --ignore-scripts && npm pack --pack-destination /tmp && mv /tmp/millrace-*.tgz /tmp/millrace.tgz

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /tmp/millrace.tgz /build/package-lock.json ./
RUN tar -xzf millrace.tgz --strip-components=1 && rm millrace.tgz \
  && npm ci --omit=dev --ignore-scripts && npm cache clean --force
USER node
EXPOSE 8080
ENTRYPOINT ["node", "bin/millrace.mjs"]
# 0.0.0.0 is the container's own network: what is published of it says -p.
CMD ["serve", "--host", "0.0.0.0", "--port", "8080", "--no-open"]
