package io.lacuna.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.Header;
import io.javalin.http.UnauthorizedResponse;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may see the page, or ask another server of this application. With a token: whoever shows it,
 * as a bearer token or, since a browser asks people only for that, as the password of basic
 * authentication. Without one, the server is on loopback, and only a loopback name is served: a
 * foreign name that was made to point here is a foreign page reading along.
 */
public final class Access {
  private static final Pattern LOOPBACK_NAME =
      Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");

  private final Optional<String> token;

  /** With no token, loopback names only. */
  public Access(Optional<String> token) {
    this.token = token;
  }

  boolean allows(Context c) {
    if (token.isEmpty()) {
      return LOOPBACK_NAME.matcher(String.valueOf(c.header(Header.HOST))).matches();
    }
    return MessageDigest.isEqual(
        token.get().getBytes(UTF_8), shown(c.header(Header.AUTHORIZATION)).getBytes(UTF_8));
  }

  /**
   * Lets a request pass.
   *
   * @throws io.javalin.http.HttpResponseException 401 or 403 if it may not
   */
  public void require(Context c) {
    if (allows(c)) {
      return;
    }
    if (token.isEmpty()) {
      throw new ForbiddenResponse("served to loopback names only, e.g. localhost");
    }
    c.header(Header.WWW_AUTHENTICATE, "Basic realm=\"lacuna, password = token\"");
    throw new UnauthorizedResponse("a token is required: Authorization: Bearer TOKEN");
  }

  private static String shown(String authorization) {
    String[] words = authorization == null ? new String[0] : authorization.split(" ", 2);
    if (words.length < 2) {
      return "";
    }
    return switch (words[0]) {
      case "Bearer" -> words[1];
      case "Basic" -> password(words[1]);
      default -> "";
    };
  }

  private static String password(String base64) {
    try {
      String credentials = new String(Base64.getDecoder().decode(base64), UTF_8);
      return credentials.substring(credentials.indexOf(':') + 1);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
