package io.lacuna.app.intake;

/** Names of processors, sinks and stores; part of what is on the brokers. */
final class IntakeNames {
  private IntakeNames() {}

  /**
   * Of a feed.
   *
   * @param index feed's key → what waits under it
   * @param held offset → record that waits
   */
  record Feed(
      String step, String samples, String deadLetters, String ledger, String index, String held) {
    static Feed of(String feed) {
      return new Feed(
          "intake-" + feed,
          "intake-" + feed + "-samples",
          "intake-" + feed + "-dlq",
          feed + "-ledger",
          feed + "-waiting",
          feed + "-held");
    }
  }

  /** Of a mapping topic; the dot keeps them apart from those of any feed. */
  record Mapping(String step, String deadLetters, String mappings, String ledger) {
    static Mapping of(String topic) {
      return new Mapping(
          "mapping." + topic,
          "mapping." + topic + ".dlq",
          "mapping." + topic + ".subjects",
          "mapping." + topic + ".ledger");
    }
  }
}
