package io.lacuna.app.simulate;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;

/**
 * Gives processors a context that goes on where the life of the task before it ended: a driver
 * counts offsets from 0 each time it is made, a log does not. Kafka Streams makes it by its name.
 */
public final class LifeWrapper implements ProcessorWrapper {
  /** Configuration key of the {@link Life}. */
  static final String LIFE = "lacuna.simulate.life";

  /** What a context says and does in one life of a task. */
  interface Life {
    /** The offset in the log of a record that the driver counts from 0. */
    RecordMetadata located(RecordMetadata byDriver);

    long wall(long nowMs);

    /** The values to forward in the place of one, to a child by its name. */
    Iterable<?> forwarded(String child, Object value);
  }

  private Life life;

  @Override
  public void configure(Map<String, ?> configs) {
    life = (Life) configs.get(LIFE);
  }

  @Override
  public <KIn, VIn, KOut, VOut>
      WrappedProcessorSupplier<KIn, VIn, KOut, VOut> wrapProcessorSupplier(
          String name, ProcessorSupplier<KIn, VIn, KOut, VOut> supplier) {
    return ProcessorWrapper.asWrapped(() -> new Wrapped<>(supplier.get(), life));
  }

  @Override
  public <KIn, VIn, VOut>
      WrappedFixedKeyProcessorSupplier<KIn, VIn, VOut> wrapFixedKeyProcessorSupplier(
          String name, FixedKeyProcessorSupplier<KIn, VIn, VOut> supplier) {
    return ProcessorWrapper.asWrappedFixedKey(supplier);
  }

  private record Wrapped<KIn, VIn, KOut, VOut>(Processor<KIn, VIn, KOut, VOut> processor, Life life)
      implements Processor<KIn, VIn, KOut, VOut> {
    @Override
    @SuppressWarnings("unchecked")
    public void init(ProcessorContext<KOut, VOut> context) {
      processor.init(
          (ProcessorContext<KOut, VOut>)
              Proxy.newProxyInstance(
                  ProcessorContext.class.getClassLoader(),
                  new Class<?>[] {ProcessorContext.class},
                  new Context((ProcessorContext<Object, Object>) context, life)));
    }

    @Override
    public void process(Record<KIn, VIn> record) {
      processor.process(record);
    }

    @Override
    public void close() {
      processor.close();
    }
  }

  private record Context(ProcessorContext<Object, Object> context, Life life)
      implements InvocationHandler {
    @Override
    public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
      switch (method.getName()) {
        case "recordMetadata":
          return context.recordMetadata().map(life::located);
        case "currentSystemTimeMs":
          return life.wall(context.currentSystemTimeMs());
        case "forward":
          Record<?, ?> record = (Record<?, ?>) args[0];
          for (Object value : life.forwarded((String) args[1], record.value())) {
            context.forward(
                new Record<>(record.key(), value, record.timestamp(), record.headers()),
                (String) args[1]);
          }
          return null;
        default:
          try {
            return method.invoke(context, args);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
      }
    }
  }
}
