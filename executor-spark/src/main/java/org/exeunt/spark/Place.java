package org.exeunt.spark;

import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;

/**
 * Where a task runs.
 *
 * @param executor id that the cluster gave the executor
 * @param host of the executor
 * @param earlierTries number of tries of the task before this one
 */
record Place(String executor, String host, int earlierTries) {
    /** Returns that of the calling thread, which is one of Spark's. */
    static Place current() {
        SparkEnv here = SparkEnv.get();
        return new Place(
                here.executorId(),
                here.blockManager().blockManagerId().host(),
                TaskContext.get().attemptNumber());
    }

    /** Returns a name that starts a sentence. */
    String name() {
        return "Executor %s on host %s".formatted(executor, host);
    }
}
