package io.lacuna.app.privacy;

/** Everywhere that something of a subject can stand, and what forgetting the subject does there. */
public enum Place {
  KEYS(
      "topic of keys",
      Outcome.ERASED,
      "the data keys are deleted; wrapped copies leave the brokers' disks within max.compaction.lag.ms"),
  LATEST(
      "latest view",
      Outcome.ERASED,
      "a tombstone for each row; a window that is still open writes its row again, so forget once more after its retention"),
  INPUTS(
      "sample topics",
      Outcome.UNREADABLE,
      "encrypted payloads; subject id, times, site and sizes stay until the topic's retention, and so do payloads that were never encrypted"),
  LATE("late samples", Outcome.UNREADABLE, "as the sample topics"),
  DEAD_LETTERS(
      "dead letters",
      Outcome.UNREADABLE,
      "as the sample topics; raw bytes that were no sample stay as they were sent until the topic's retention"),
  CLAIMS(
      "files behind claim checks",
      Outcome.UNREADABLE,
      "content that was sealed; the files are their owner's to delete"),
  RECORDINGS(
      "recordings",
      Outcome.UNREADABLE,
      "encrypted payloads: keys are not recorded; ids and predictions stay until the folder is deleted"),
  PREDICTIONS(
      "predictions",
      Outcome.REMAINS,
      "a log cannot lose a record in its midst; subject id and scores stay until the topic's retention"),
  SHADOW("shadow predictions", Outcome.REMAINS, "as the predictions"),
  DECISIONS(
      "decisions log",
      Outcome.REMAINS,
      "the subject id in steps about broken payloads, until the topic's retention"),
  FEEDS(
      "topics of feeds",
      Outcome.REMAINS,
      "records as their senders wrote them, until the topic's retention; only what a sender sealed is unreadable"),
  INTAKE(
      "state stores of the intake and their changelogs",
      Outcome.UNREADABLE,
      "samples that wait are sealed under the feed's key, which is forgotten with the subject that it is mapped to; chunks that wait are sealed under their call: forget the call too. Ids, places, times and mappings stay"),
  FOLDER(
      "watched folder",
      Outcome.REMAINS,
      "files in done/ and refused/ stay as they came, and are their owner's to delete"),
  STATE(
      "state stores of the pipelines and their changelogs",
      Outcome.REMAINS,
      "no payloads; ids, references and the last scores, until window, grace, retention and outage.max are over"),
  AUDIT(
      "audit",
      Outcome.REMAINS,
      "the keyed pseudonym of the subject, for as long as the audit is kept"),
  METRICS("metrics and logs", Outcome.NOTHING, "they hold no subject ids and no payloads"),
  PAGE(
      "live page",
      Outcome.REMAINS,
      "pseudonyms and scores in memory, until newer rows displace them or the service restarts"),
  OUTSIDE(
      "backups, other consumers, trained models",
      Outcome.UNKNOWN,
      "out of this program's reach; without the key, copied payloads are unreadable, and a backup of the keys is once its key-encryption key is destroyed");

  /** What becomes of what stands there. */
  public enum Outcome {
    /** It is gone. */
    ERASED,
    /** It is there and cannot be read any more. */
    UNREADABLE,
    /** It is there and can be read until something else ends it. */
    REMAINS,
    /** Nothing of a subject stands there. */
    NOTHING,
    /** This program cannot know. */
    UNKNOWN
  }

  private final String title;
  private final Outcome outcome;
  private final String what;

  Place(String title, Outcome outcome, String what) {
    this.title = title;
    this.outcome = outcome;
    this.what = what;
  }

  /** What people call it. */
  public String title() {
    return title;
  }

  public Outcome outcome() {
    return outcome;
  }

  /** What forgetting does there, and what ends the rest. */
  public String what() {
    return what;
  }
}
