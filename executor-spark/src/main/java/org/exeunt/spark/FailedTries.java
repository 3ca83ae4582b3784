package org.exeunt.spark;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Collects why tries of jobs failed. Spark reports that on a thread of its own, shortly after it happened. */
final class FailedTries extends SparkListener {
    private static final String GROUP = "spark.jobGroup.id";
    private static final Pattern LOST = Pattern.compile("ExecutorLostFailure .*?Reason: (.*)", Pattern.DOTALL);
    private static final Pattern TASK =
            Pattern.compile("\\((\\S+) executor (\\S+)\\): (.*?)(?=\\R*Driver stacktrace|$)", Pattern.DOTALL);
    private static final int POLLS = 50;
    private static final int POLL_MILLISECONDS = 100;

    /**
     * A try that failed.
     *
     * @param executor id that the cluster gave the executor
     * @param host of the executor
     * @param what happened to it, to follow its name
     */
    record Failure(String executor, String host, String what) {
        /** Returns a sentence without a full stop. */
        String sentence() {
            return "Executor %s on host %s %s".formatted(executor, host, what);
        }
    }

    private final Map<Integer, String> groups = new ConcurrentHashMap<>();
    private final Map<String, List<Failure>> failures = new ConcurrentHashMap<>();

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
        groups.put(submitted.stageInfo().stageId(), submitted.properties().getProperty(GROUP, ""));
    }

    @Override
    public void onStageCompleted(SparkListenerStageCompleted completed) {
        groups.remove(completed.stageInfo().stageId());
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        String group = groups.get(end.stageId());
        if (group != null && end.reason() instanceof TaskFailedReason reason && !(reason instanceof TaskKilled)) {
            failures.computeIfAbsent(group, absent -> new CopyOnWriteArrayList<>())
                    .add(new Failure(end.taskInfo().executorId(), end.taskInfo().host(), what(reason.toErrorString())));
        }
    }

    /** Returns a sentence about the last failure in Spark's message about a job, without a full stop. */
    static String last(String message) {
        Matcher task = TASK.matcher(message);
        return task.find()
                ? "executor %s on host %s %s".formatted(task.group(2), task.group(1), what(task.group(3)))
                : message.lines().findFirst().orElse(message);
    }

    private static String what(String reason) {
        Matcher lost = LOST.matcher(reason);
        return lost.find()
                ? "was lost (%s)".formatted(lost.group(1).strip())
                : "failed (%s)".formatted(reason.lines().findFirst().orElse(""));
    }

    /**
     * Returns the failed tries of a job group and forgets them.
     *
     * @param expected how many failed; fewer are returned if Spark does not report them within seconds
     */
    List<Failure> take(String group, int expected) throws InterruptedException {
        for (int poll = 0; poll < POLLS; poll++) {
            if (failures.getOrDefault(group, List.of()).size() >= expected) {
                break;
            }
            Thread.sleep(POLL_MILLISECONDS);
        }
        List<Failure> found = failures.remove(group);
        return found == null ? List.of() : found;
    }
}
