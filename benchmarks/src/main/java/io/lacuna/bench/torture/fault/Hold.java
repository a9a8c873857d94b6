package io.lacuna.bench.torture.fault;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Lets a fault last, and holds threads of another JVM, as a debugger can. */
public final class Hold {
  private static final long HELD_NANOS = 400_000_000;
  private static final long FREE_NANOS = 40_000_000;

  private Hold() {}

  /** Returns after so many ms. */
  public static void forMs(long ms) {
    long end = System.nanoTime() + ms * 1_000_000;
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /**
   * Holds threads again and again.
   *
   * @param port where the JVM lets debuggers in
   * @param name how the threads' names begin
   * @param forMs how long, ms; ends early, without a word, with the JVM
   */
  public static void thread(int port, String name, long forMs) {
    long end = System.nanoTime() + forMs * 1_000_000;
    try {
      VirtualMachine vm = attach(port);
      try {
        while (System.nanoTime() < end) {
          List<ThreadReference> threads =
              vm.allThreads().stream().filter(t -> t.name().startsWith(name)).toList();
          threads.forEach(ThreadReference::suspend);
          LockSupport.parkNanos(HELD_NANOS);
          threads.forEach(ThreadReference::resume);
          LockSupport.parkNanos(FREE_NANOS);
        }
      } finally {
        vm.dispose();
      }
    } catch (IOException | VMDisconnectedException gone) {
      // killed meanwhile: nothing left to hold
    }
  }

  private static VirtualMachine attach(int port) throws IOException {
    AttachingConnector connector =
        Bootstrap.virtualMachineManager().attachingConnectors().stream()
            .filter(c -> c.name().equals("com.sun.jdi.SocketAttach"))
            .findFirst()
            .orElseThrow();
    Map<String, Connector.Argument> arguments = connector.defaultArguments();
    arguments.get("hostname").setValue("127.0.0.1");
    arguments.get("port").setValue(Integer.toString(port));
    try {
      return connector.attach(arguments);
    } catch (IllegalConnectorArgumentsException e) {
      throw new IllegalStateException(e);
    }
  }
}
