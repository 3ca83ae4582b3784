package org.exeunt.spark;

import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * What Spark runs for each task of a job. Spark sends these fields and the name of the class; its code is in a jar of
 * the executors. It is no lambda, because without that jar the exception of one names nothing that is missing.
 *
 * @param run identifies the run among those of this application
 * @param opening an encoded {@link Opening}
 * @param training whether clients are trained, or evaluated
 * @param parts what the tasks have in common
 */
record ClientJob(String run, Broadcast<byte[]> opening, boolean training, List<Broadcast<byte[]>> parts)
        implements Function<byte[], byte[]> {
    /** Returns an encoded {@link Answer} to a task that {@link SharedParts} has cut. */
    @Override
    public byte[] call(byte[] task) {
        return ExecutorRun.answer(run, opening::value, training, () -> SharedParts.join(task, parts))
                .encode();
    }
}
