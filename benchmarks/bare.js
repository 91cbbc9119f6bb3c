// Node's own HTTP server answering the same fixed octets: node benchmarks/bare.js PORT
const http = require("http");
const content = Buffer.from('{"id":1,"name":"Rex","tag":"dog","status":"available"}');
const fields = { "content-type": "application/json", "content-length": content.length };

function answer(response) {
  response.writeHead(200, fields);
  response.end(content);
}

http
  .createServer((request, response) => {
    if (request.method === "POST") {
      request.resume();
      request.on("end", () => answer(response));
    } else {
      answer(response);
    }
  })
  .listen(Number(process.argv[2]), "127.0.0.1");
