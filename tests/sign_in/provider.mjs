// A real OpenID Connect provider on loopback, with the forms it ships: any password will do, the login is who one is.
import { Provider } from "oidc-provider";
import { createServer } from "node:http";

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      { client_id: "vbe", client_secret: "hemligt: prov", redirect_uris: [process.env.REDIRECT], response_types: ["code"] },
    ],
    pkce: { required: () => true },
    scopes: ["openid", "email", "profile"],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: process.env.SPARE === "1",
    cookies: { keys: ["prov"] },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: `${id}@${process.env.DOMAIN}`,
        email_verified: true,
        name: "Prov Provsson",
      }),
    }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
