// Serves the fake Bot API of telegram-test-api: node botapi.mjs PORT
import TelegramServer from 'telegram-test-api';

const port = Number(process.argv[2]);
await new (TelegramServer.default ?? TelegramServer)({ port, host: '127.0.0.1' }).start();
console.log(`the fake Bot API is listening on ${port}`);
