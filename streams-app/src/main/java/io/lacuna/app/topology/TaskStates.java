package io.lacuna.app.topology;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** The state of a pipeline's tasks in this process: what the processors of a task share. */
public final class TaskStates {
  private final Stores.Names names;
  private final Map<TaskId, TaskState> states = new ConcurrentHashMap<>();

  public TaskStates(String pipeline) {
    this.names = Stores.Names.of(pipeline);
  }

  /** The state of the task: read from its stores by the first of its processors that begins. */
  public TaskState of(ProcessorContext<?, ?> context) {
    return states.computeIfAbsent(context.taskId(), id -> new TaskState(context, names));
  }

  /** Each processor of a task calls this when it ends; all end before one begins again. */
  public void close(TaskId task) {
    states.remove(task);
  }
}
