// Prints the URL that the JavaScript SDK presigns with its defaults: OPERATION INPUT(JSON).
import { createRequire } from "node:module";

const sdk = createRequire(process.env.SLIPWAY_NODE_MODULES + "/");
const s3 = sdk("@aws-sdk/client-s3");
const { getSignedUrl } = sdk("@aws-sdk/s3-request-presigner");

const [operation, input] = process.argv.slice(2);
const client = new s3.S3Client({ forcePathStyle: true });
console.log(await getSignedUrl(client, new s3[operation + "Command"](JSON.parse(input)), { expiresIn: 60 }));
