// How `npm run dist` packages the app. Keys and addresses come from the environment; without them it makes a plain build: unsigned, without a
// feed of updates. https://www.electron.build/configuration
import process from 'node:process';

const {
  MILLRACE_UPDATE_URL: updateUrl,
  CSC_LINK: certificate,
  CSC_NAME: certificateName,
  WIN_CSC_LINK: windowsCertificate,
  APPLE_API_KEY: appleKey,
  APPLE_ID: appleId,
  APPLE_KEYCHAIN_PROFILE: appleProfile,
} = process.env;
const isMacSigned = Boolean(certificate || certificateName);
const isWindowsSigned = Boolean(windowsCertificate || certificate);

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'io.github.millrace',
  productName: 'Millrace',
  copyright: 'The Millrace contributors, MIT licence',
  directories: { output: 'dist', buildResources: 'resources' },
  files: [
    // The libraries are in out/main.
    '!node_modules',
    'out/main',
    'out/preload',
    'out/renderer',
    'resources/recipes',
    'resources/bytewax',
    'resources/clicks.jsonl',
    'resources/icon.png',
    'package.json',
  ],
  extraFiles: ['LICENSE', { from: 'out/THIRD-PARTY-NOTICES.txt', to: 'THIRD-PARTY-NOTICES.txt' }],
  icon: 'resources/icon.png',
  asar: true,
  // In package.json, for the app: macOS updates in place what is signed.
  extraMetadata: { signedForMac: isMacSigned },
  npmRebuild: false,
  // https://www.electronjs.org/docs/latest/tutorial/fuses
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  // Where the app looks for a newer version: it writes app-update.yml beside the app, and latest*.yml beside the packages.
  publish: updateUrl ? [{ provider: 'generic', url: updateUrl }] : null,
  // macOS. On Linux it is a MIME type of the desktop file, below; on Windows resources/windows.nsh.
  protocols: [{ name: 'Redis server', schemes: ['redis', 'rediss'], role: 'Viewer' }],
  linux: {
    target: ['AppImage', 'deb', 'rpm'],
    // Packages link it into PATH: `millrace` opens the app, `millrace run FILE` runs a pipeline.
    executableName: 'millrace',
    // The desktop file has the name that windows say they belong to (`desktopName` in package.json).
    syncDesktopName: true,
    category: 'Development',
    maintainer: 'The Millrace contributors',
    synopsis: 'Explore Redis event pipelines',
    // It can open them, and is not made the default for any.
    mimeTypes: [
      'x-scheme-handler/redis',
      'x-scheme-handler/rediss',
      'application/json',
      'application/x-ndjson',
    ],
    // With a file or a link in place of %U.
    executableArgs: ['%U'],
  },
  mac: {
    target: [
      { target: 'dmg', arch: ['x64', 'arm64'] },
      { target: 'zip', arch: ['x64', 'arm64'] },
    ],
    category: 'public.app-category.developer-tools',
    // "-" is a signature of nobody, without which nothing runs on an arm64.
    ...(isMacSigned ? {} : { identity: '-' }),
    hardenedRuntime: isMacSigned,
    forceCodeSigning: isMacSigned,
    notarize: isMacSigned && Boolean(appleKey || appleId || appleProfile),
    // Alternatives in "Open with"; on Windows resources/windows.nsh, because this would make them the default.
    fileAssociations: [
      { ext: 'json', name: 'Pipeline file', role: 'Viewer', rank: 'Alternate' },
      { ext: 'jsonl', name: 'Recording', role: 'Viewer', rank: 'Alternate' },
    ],
  },
  win: {
    target: [{ target: 'nsis', arch: ['x64', 'arm64'] }],
    forceCodeSigning: isWindowsSigned,
  },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    // Links and files.
    include: 'resources/windows.nsh',
  },
};
