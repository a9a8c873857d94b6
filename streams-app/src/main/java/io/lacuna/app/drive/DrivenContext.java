package io.lacuna.app.drive;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;

/** Gives processors a context in which the {@link World} speaks. Kafka Streams makes it by name. */
public final class DrivenContext implements ProcessorWrapper {
  /** Configuration key of the {@link World}. */
  static final String WORLD = "lacuna.drive.world";

  private World world;

  @Override
  public void configure(Map<String, ?> configs) {
    world = (World) configs.get(WORLD);
  }

  @Override
  public <KIn, VIn, KOut, VOut>
      WrappedProcessorSupplier<KIn, VIn, KOut, VOut> wrapProcessorSupplier(
          String name, ProcessorSupplier<KIn, VIn, KOut, VOut> supplier) {
    return ProcessorWrapper.asWrapped(() -> new Wrapped<>(supplier.get(), world));
  }

  @Override
  public <KIn, VIn, VOut>
      WrappedFixedKeyProcessorSupplier<KIn, VIn, VOut> wrapFixedKeyProcessorSupplier(
          String name, FixedKeyProcessorSupplier<KIn, VIn, VOut> supplier) {
    return ProcessorWrapper.asWrappedFixedKey(supplier);
  }

  private record Wrapped<KIn, VIn, KOut, VOut>(
      Processor<KIn, VIn, KOut, VOut> processor, World world)
      implements Processor<KIn, VIn, KOut, VOut> {
    @Override
    @SuppressWarnings("unchecked")
    public void init(ProcessorContext<KOut, VOut> context) {
      processor.init(
          (ProcessorContext<KOut, VOut>)
              Proxy.newProxyInstance(
                  ProcessorContext.class.getClassLoader(),
                  new Class<?>[] {ProcessorContext.class},
                  new Context((ProcessorContext<Object, Object>) context, world)));
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

  private record Context(ProcessorContext<Object, Object> context, World world)
      implements InvocationHandler {
    @Override
    @SuppressWarnings("unchecked")
    public Object invoke(Object proxy, Method method, Object[] args) throws Throwable {
      switch (method.getName()) {
        case "recordMetadata":
          return context.recordMetadata().map(world::located);
        case "taskId":
          return new TaskId(context.taskId().subtopology(), world.partition());
        case "currentSystemTimeMs":
          return world.wall(context.currentSystemTimeMs());
        case "schedule":
          Punctuator punctuator = (Punctuator) args[2];
          return context.schedule(
              (Duration) args[0],
              (PunctuationType) args[1],
              now -> punctuator.punctuate(world.wall(now)));
        case "forward":
          String child = (String) args[1];
          world.forward(
              child, (Record<Object, Object>) args[0], onward -> context.forward(onward, child));
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
