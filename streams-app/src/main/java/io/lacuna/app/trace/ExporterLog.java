package io.lacuna.app.trace;

import java.util.logging.Handler;
import java.util.logging.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Leads what the exporter logs, which it does in the JDK's own way, to the application's log. */
final class ExporterLog implements AutoCloseable {
  /** Held: the JDK forgets the settings of loggers that nobody holds. */
  private final Logger logger;

  private final Handler bridge = new SLF4JBridgeHandler();

  private ExporterLog(Logger logger) {
    this.logger = logger;
  }

  static ExporterLog bridged() {
    ExporterLog log = new ExporterLog(Logger.getLogger("io.opentelemetry"));
    log.logger.addHandler(log.bridge);
    log.logger.setUseParentHandlers(false);
    return log;
  }

  @Override
  public void close() {
    logger.removeHandler(bridge);
    logger.setUseParentHandlers(true);
  }
}
