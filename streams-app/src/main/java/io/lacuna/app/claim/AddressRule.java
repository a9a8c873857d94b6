package io.lacuna.app.claim;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses a claim may be read from: those of the public internet, and the networks that the
 * operator named. So no claim reaches what stands beside the service by accident: its own ports,
 * the cloud's metadata, devices of the house.
 */
final class AddressRule {
  /** IANA's special-purpose registry: what is not globally reachable, and multicast. */
  private static final List<Network> NOT_PUBLIC_4 =
      networks(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4");

  /** Only here are public IPv6 addresses: what maps or translates IPv4 mostly lies outside. */
  private static final Network PUBLIC_6 = Network.parse("2000::/3");

  /** Of these, what is for protocols, documentation, and tunnels that lead to IPv4 addresses. */
  private static final List<Network> NOT_PUBLIC_6 =
      networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  private final List<Network> allowed;

  AddressRule(List<Network> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  boolean allows(InetAddress address) {
    return isPublic(address) || allowed.stream().anyMatch(n -> n.contains(address));
  }

  private static boolean isPublic(InetAddress address) {
    if (address instanceof Inet4Address) {
      return NOT_PUBLIC_4.stream().noneMatch(n -> n.contains(address));
    }
    return PUBLIC_6.contains(address) && NOT_PUBLIC_6.stream().noneMatch(n -> n.contains(address));
  }

  private static List<Network> networks(String... texts) {
    return Stream.of(texts).map(Network::parse).toList();
  }
}
