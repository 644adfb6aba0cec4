/** A proxy on 127.0.0.1 that wants a name and a password: tunnels for TLS, and whole addresses for the rest, as companies' proxies do. */

import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

export interface AskedOfProxy {
  /** Name and port. */
  readonly host: string;
  /** "name:password", or what else was said of who asks. */
  readonly login: string;
  readonly way: "tunnel" | "plain";
}

export class LoginProxy {
  readonly asked: AskedOfProxy[] = [];
  readonly #server = createServer((asked, answer) => this.#passOn(asked, answer));
  readonly #leadsTo: (host: string) => string;
  /** Who may use it. */
  readonly #login = "name:pass";

  /** `leadsTo`: where a host's name and port lead. */
  constructor(leadsTo: (host: string) => string = (host) => `http://${host}`) {
    this.#leadsTo = leadsTo;
    this.#server.on("connect", (asked, socket: Socket) => this.#tunnel(asked, socket));
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://${this.#login}@127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #tunnel(asked: IncomingMessage, socket: Socket): void {
    const host = asked.url ?? "";
    if (!this.#note(asked, host, "tunnel")) {
      socket.end("HTTP/1.1 407 Who are you\r\nproxy-authenticate: Basic\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    const { hostname, port } = new URL(this.#leadsTo(host));
    const onward = connect(Number(port), hostname, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [socket, onward]) end.on("error", () => [socket, onward].map((other) => other.destroy()));
    socket.on("close", () => onward.destroy());
  }

  #passOn(asked: IncomingMessage, answer: ServerResponse): void {
    if (!URL.canParse(asked.url ?? "")) return void answer.writeHead(400).end();
    const { host, pathname, search, port } = new URL(asked.url!);
    if (!this.#note(asked, port === "" ? `${host}:80` : host, "plain"))
      return void answer.writeHead(407, { "proxy-authenticate": "Basic" }).end();
    const { "proxy-authorization": _, ...headers } = asked.headers;
    const target = new URL(`${pathname}${search}`, this.#leadsTo(host));
    const onward = request(target, { method: asked.method ?? "GET", headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy());
    asked.pipe(onward);
  }

  /** False: it is nobody that is known. */
  #note({ headers }: IncomingMessage, host: string, way: AskedOfProxy["way"]): boolean {
    const said = headers["proxy-authorization"] ?? "";
    const login = said.startsWith("Basic ") ? Buffer.from(said.slice("Basic ".length), "base64").toString() : said;
    this.asked.push({ host, login, way });
    return login === this.#login || login === "Bearer own";
  }
}
