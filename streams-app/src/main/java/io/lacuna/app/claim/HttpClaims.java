package io.lacuna.app.claim;

import io.lacuna.model.modality.PayloadException;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What HTTP servers hold, on hosts that are allowed. Every redirect is checked like a claim. */
final class HttpClaims implements ClaimStore {
  private static final int MOST_REDIRECTS = 3;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** What ends in a number is an address, or nothing. */
  private static final Pattern NUMBER = Pattern.compile("(^|\\.)(\\d+|0[xX][0-9a-fA-F]*)$");

  private static final Pattern QUAD = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

  private final List<HostRule> hosts;
  private final HttpTransport transport;
  private final TimeLimit limit;

  HttpClaims(List<HostRule> hosts, HttpTransport transport, TimeLimit limit) {
    this.hosts = hosts;
    this.transport = transport;
    this.limit = limit;
  }

  @Override
  public byte[] read(URI uri, long size) throws PayloadException, InterruptedException {
    URI first = checked(uri);
    return limit.run(running -> follow(first, size, running));
  }

  private byte[] follow(URI first, long size, TimeLimit.Running running)
      throws PayloadException, IOException {
    URI uri = first;
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      HttpTransport.Answer answer = transport.get(uri, Map.of(), size, running);
      if (answer.status() == 200) {
        return answer.body();
      }
      if (!REDIRECTS.contains(answer.status()) || answer.location() == null) {
        throw Unreachable.because(uri.getHost() + " answered " + answer.status());
      }
      uri = next(uri, answer.location());
    }
    throw Unreachable.because("the claim was redirected more than " + MOST_REDIRECTS + " times");
  }

  private URI next(URI from, String location) throws PayloadException {
    URI next;
    try {
      next = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw Unreachable.because(from.getHost() + " redirects to what is no URI");
    }
    URI to = checked(next);
    if (from.getScheme().equals("https") && !to.getScheme().equals("https")) {
      throw Unreachable.because(from.getHost() + " redirects from https to http");
    }
    return to;
  }

  /** With its scheme in lower case, after a look at all but the address. */
  private URI checked(URI uri) throws PayloadException {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw Unreachable.because("a redirect may lead to http and https only");
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getHost().endsWith(".")) {
      throw Unreachable.because("the URI must name a host, without user, password or last dot");
    }
    // 0177.0.0.1 and 0x7f.1 are different addresses to different readers
    if (NUMBER.matcher(uri.getHost()).find() && !QUAD.matcher(uri.getHost()).matches()) {
      throw Unreachable.because("the URI must name a host; an address is four decimal numbers");
    }
    URI plain = URI.create(scheme + uri.toString().substring(scheme.length()));
    if (hosts.stream().noneMatch(rule -> rule.allows(plain))) {
      throw Unreachable.because(
          plain.getHost()
              + (plain.getPort() < 0 ? "" : ":" + plain.getPort())
              + " is none of claim.http.hosts");
    }
    return plain;
  }
}
