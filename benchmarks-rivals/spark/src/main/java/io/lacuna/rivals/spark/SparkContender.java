package io.lacuna.rivals.spark;

import io.lacuna.bench.ladder.contender.ContenderSettings;
import java.nio.file.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import scala.Tuple2;

/**
 * Spark's contender as a process: {@code SparkContender SETTINGS.json}.
 *
 * <p>Choices, as somebody who knows Spark would make them: a micro-batch as soon as the one before
 * has ended; as many shuffle partitions as cores, not 200; no user interface; event-time state per
 * subject. Chained outer stream-stream joins cannot do this: the second one needs an event-time
 * column with a watermark, and behind a full outer join each side's may be null. Spark's sink for
 * Kafka is at-least-once, so that duplicates after a crash are by its contract.
 */
public final class SparkContender {
  private static final int USAGE = 2;

  private SparkContender() {}

  /** Takes the settings file as its only argument. */
  public static void main(String[] args) throws Exception {
    if (args.length != 1) {
      System.err.println("usage: SparkContender SETTINGS.json");
      System.exit(USAGE);
    }
    ContenderSettings settings = ContenderSettings.read(Path.of(args[0]));
    SparkSession spark =
        SparkSession.builder()
            .appName(settings.id())
            .master("local[2]")
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.sql.streaming.metricsEnabled", false)
            .config("spark.local.dir", settings.state() + "/local")
            .getOrCreate();
    Scoring.scorer(args[0]);
    StreamingQuery query = start(spark, settings, args[0]);
    System.out.println(ContenderSettings.READY);
    query.awaitTermination();
  }

  private static StreamingQuery start(
      SparkSession spark, ContenderSettings settings, String settingsFile) throws Exception {
    Dataset<Piece> pieces =
        spark
            .readStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", settings.bootstrapServers())
            .option("subscribe", String.join(",", settings.inputs().values()))
            .option("startingOffsets", "earliest")
            .load()
            .selectExpr("CAST(key AS STRING) AS subject", "topic", "value AS payload", "timestamp")
            .withWatermark("timestamp", settings.graceMs() + " milliseconds")
            .as(Encoders.bean(Piece.class));
    Dataset<Joined> joined =
        pieces
            .groupByKey((MapFunction<Piece, String>) Piece::getSubject, Encoders.STRING())
            .flatMapGroupsWithState(
                new StatefulJoin(settings),
                OutputMode.Append(),
                Encoders.bean(Joined.class),
                Encoders.bean(Joined.class),
                GroupStateTimeout.EventTimeTimeout());
    Dataset<Tuple2<String, byte[]>> answers =
        joined.mapPartitions(
            new Scoring(settingsFile, settings.batch()),
            Encoders.tuple(Encoders.STRING(), Encoders.BINARY()));
    return answers
        .toDF("key", "value")
        .writeStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", settings.bootstrapServers())
        .option("topic", settings.results())
        .option("checkpointLocation", Path.of(settings.state(), "checkpoints").toString())
        .outputMode(OutputMode.Append())
        .start();
  }
}
