package io.lacuna.app.claim;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Gives the HTTP client only addresses that may be read from. The client connects to what it gets
 * here and asks nobody else, so that a name cannot lead elsewhere between the check and the
 * connection.
 */
final class CheckedResolver implements DnsResolver {
  /** Where names are looked up. */
  interface Lookup {
    /**
     * @throws UnknownHostException if there is no such name
     */
    InetAddress[] of(String host) throws UnknownHostException;
  }

  /** A name leads where no claim may be read from. */
  static final class Refused extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    Refused(String host, InetAddress address) {
      super(
          host
              + " is at "
              + address.getHostAddress()
              + ", which is not public and in none of claim.networks");
    }
  }

  private final Lookup lookup;
  private final AddressRule rule;

  CheckedResolver(Lookup lookup, AddressRule rule) {
    this.lookup = lookup;
    this.rule = rule;
  }

  /** All or none: which of several addresses is taken is the client's choice. */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = lookup.of(host);
    for (InetAddress address : addresses) {
      if (!rule.allows(address)) {
        throw new Refused(host, address);
      }
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }
}
