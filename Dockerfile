# The command line and the browser host. There is no browser and no Electron in it.
FROM node:24-slim
ENV NODE_ENV=production ELECTRON_SKIP_BINARY_DOWNLOAD=1
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY bin ./bin
COPY scripts ./scripts
COPY src/shared ./src/shared
COPY src/main ./src/main
COPY resources/recipes ./resources/recipes
COPY resources/clicks.jsonl ./resources/clicks.jsonl
USER node
ENTRYPOINT ["node", "bin/millrace.mjs"]
CMD ["recipes"]
