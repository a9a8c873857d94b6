package io.lacuna.app.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRuleTest {
  private static boolean allows(String address, String... networks) throws UnknownHostException {
    return new AddressRule(List.of(networks).stream().map(Network::parse).toList())
        .allows(InetAddress.getByName(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.0",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "64:ff9b::a00:1",
        "100::1",
        "fc00::1",
        "fdff::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2001::1",
        "2001:db8::1",
        "2002:a00:1::1",
        "3fff::1"
      })
  void whatIsNotPublicIsRefused(String address) throws UnknownHostException {
    assertThat(allows(address)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450::1",
        "2001:4860:4860::8888",
        "::ffff:8.8.8.8"
      })
  void whatIsPublicIsAllowed(String address) throws UnknownHostException {
    assertThat(allows(address)).isTrue();
  }

  @Test
  void anAllowedNetworkIsAllowedToItsEdges() throws UnknownHostException {
    assertThat(allows("10.20.0.0", "10.20.0.0/16")).isTrue();
    assertThat(allows("10.20.255.255", "10.20.0.0/16")).isTrue();
    assertThat(allows("::ffff:10.20.0.1", "10.20.0.0/16")).isTrue();
    assertThat(allows("10.21.0.0", "10.20.0.0/16")).isFalse();
    assertThat(allows("10.19.255.255", "10.20.0.0/16")).isFalse();
    assertThat(allows("fd12::1", "fd00::/8")).isTrue();
    assertThat(allows("fc12::1", "fd00::/8")).isFalse();
    assertThat(allows("127.0.0.1", "127.0.0.1/32")).isTrue();
    assertThat(allows("127.0.0.2", "127.0.0.1/32")).isFalse();
    assertThat(allows("192.168.7.7", "0.0.0.0/0")).isTrue();
    assertThat(allows("fe80::1", "0.0.0.0/0")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0",
        "10.0.0.1/8",
        "10.0.0.0/33",
        "10.0.0/8",
        "300.0.0.0/8",
        "fd00::/129",
        "fd00::1/8",
        "example.org/8",
        "",
        "/8",
        "10.0.0.0/-1",
        ":::/8"
      })
  void whatIsNoNetworkIsRefused(String text) {
    assertThatThrownBy(() -> Network.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10.20.0.0/16");
  }

  @Test
  void aHostIsAllowedByNameAndPort() {
    assertThat(names("a.example.org", "https://a.example.org/x")).isTrue();
    assertThat(names("A.example.ORG", "https://a.EXAMPLE.org/x")).isTrue();
    assertThat(names("a.example.org", "https://a.example.org:443/x")).isTrue();
    assertThat(names("a.example.org:443", "https://a.example.org/x")).isTrue();
    assertThat(names("a.example.org:443", "http://a.example.org/x")).isFalse();
    assertThat(names("a.example.org", "https://a.example.org:8443/x")).isFalse();
    assertThat(names("a.example.org", "https://b.a.example.org/x")).isFalse();
    assertThat(names("*.example.org", "https://b.a.example.org/x")).isTrue();
    assertThat(names("*.example.org", "https://example.org/x")).isFalse();
    assertThat(names("*.example.org", "https://evilexample.org/x")).isFalse();
    assertThat(names("*.example.org:9000", "https://a.example.org:9000/x")).isTrue();
    assertThat(names("[2606:4700::1111]:8443", "https://[2606:4700::1111]:8443/x")).isTrue();
  }

  private static boolean names(String rule, String uri) {
    return HostRule.parse(rule).allows(URI.create(uri));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*.",
        "a..b",
        ".a",
        "a.",
        "-a",
        "a:0",
        "a:70000",
        "a:b",
        "a/b",
        "https://a",
        "a*b",
        "u@a",
        "a,b",
        "[::1"
      })
  void whatIsNoHostIsRefused(String text) {
    assertThatThrownBy(() -> HostRule.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("*.suffix");
  }
}
