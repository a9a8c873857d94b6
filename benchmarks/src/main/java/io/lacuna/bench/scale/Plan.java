package io.lacuna.bench.scale;

import io.lacuna.bench.report.Table;

/** What it takes: measured constants times what is asked for, each row with its formula. */
final class Plan {
  private static final double GB = 1e9;
  private static final double HOURS_PER_MONTH = 730;

  /** Share of the heap that windows may fill; the rest is for what comes and goes. */
  private static final double HEAP_SHARE = 0.5;

  private final Constants constants;
  private final Demand demand;
  private final double records;
  private final double windows;
  private final double joinCores;
  private final double prepareCores;
  private final double threads;
  private final double instances;
  private final double inputStorage;

  Plan(Constants constants, Demand demand) {
    this.constants = constants;
    this.demand = demand;
    records = demand.subjects() * demand.samples();
    windows = demand.subjects() * demand.openSeconds();
    joinCores = records * constants.cpuMicros() / 1e6 / demand.utilisation();
    double prepare = demand.prepareMicros() == null ? 0 : demand.prepareMicros();
    prepareCores = records * prepare / 1e6 / demand.utilisation();
    threads = Math.ceil(records / constants.perSecond() / demand.utilisation());
    double byCores = (joinCores + prepareCores) / demand.cores();
    double byHeap = windows * constants.heapBytes() / (HEAP_SHARE * demand.heapBytes());
    instances = Math.ceil(Math.max(byCores, byHeap));
    inputStorage =
        records
            * demand.payloadBytes()
            * demand.retentionHours()
            * 3_600
            * demand.replication()
            / GB;
  }

  Table table() {
    Table table = new Table("Plan", "what", "value", "how it is made");
    table.row("records/s", records, "subjects/s x samples");
    table.row("open windows", windows, "subjects/s x seconds that a window is open");
    table.row("cores for the join", joinCores, "records/s x CPU per record / utilisation");
    table.row("cores to prepare payloads", given(demand.prepareMicros(), prepareCores), "the same");
    table.row("stream threads", threads, "records/s / records/s of a thread / utilisation");
    table.row("partitions, at least", threads, "one per stream thread");
    table.row("instances", instances, "the more of cores and of windows x heap / half a heap");
    table.row("devices", devices(), "subjects/s / observations/s of a device / utilisation");
    table.row("heap for windows, GB", windows * constants.heapBytes() / GB, "windows x heap");
    table.row("local disk, GB", windows * constants.storeBytes() / GB, "windows x store bytes");
    network(table);
    table.row("input topics, GB", inputStorage, "records/s x payload x retention x replication");
    restore(table);
    cost(table);
    return table;
  }

  private void network(Table table) {
    double in = records * demand.payloadBytes() / GB;
    double log = records * constants.logBytes() / GB;
    table.row("into the brokers, GB/s", in + log, "records/s x (payload + changelog)");
    table.row(
        "between the brokers, GB/s",
        (in + log) * (demand.replication() - 1),
        "the same x (replication - 1)");
    table.row("out of the brokers, GB/s", in, "records/s x payload, read once from the cache");
  }

  private void restore(Table table) {
    Double seconds =
        constants.restoreSeconds() == null
            ? null
            : constants.restoreSeconds() * windows * constants.storeBytes() / GB / instances;
    table.row(
        "restore of an instance, s",
        seconds,
        "its share of the state x s per GB; none with standby");
  }

  private void cost(Table table) {
    Double cores = price(demand.corePrice(), instances * demand.cores());
    Double devices = devices() == null ? null : price(demand.devicePrice(), devices());
    Double storage = price(demand.storagePrice(), inputStorage / HOURS_PER_MONTH);
    table.row("cores, per hour", cores, "instances x cores x price; brokers are not in it");
    table.row("devices, per hour", devices, "devices x price");
    table.row("input topics, per hour", storage, "GB x price of a month / 730");
  }

  private Double devices() {
    return demand.scored() == null
        ? null
        : Math.ceil(demand.subjects() / demand.scored() / demand.utilisation());
  }

  private static Double price(Double price, double amount) {
    return price == null ? null : price * amount;
  }

  private static Double given(Double from, double value) {
    return from == null ? null : value;
  }
}
