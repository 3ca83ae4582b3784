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

    private final Map<Integer, String> groups = new ConcurrentHashMap<>();
    private final Map<String, List<String>> failures = new ConcurrentHashMap<>();

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
            String executor = "Executor %s on host %s"
                    .formatted(end.taskInfo().executorId(), end.taskInfo().host());
            failures.computeIfAbsent(group, absent -> new CopyOnWriteArrayList<>())
                    .add("%s %s".formatted(executor, sentence(reason.toErrorString())));
        }
    }

    /** Returns a sentence about the last failure in Spark's message about a job, without a full stop. */
    static String last(String message) {
        Matcher task = TASK.matcher(message);
        return task.find()
                ? "executor %s on host %s %s".formatted(task.group(2), task.group(1), sentence(task.group(3)))
                : message.lines().findFirst().orElse(message);
    }

    private static String sentence(String reason) {
        Matcher lost = LOST.matcher(reason);
        return lost.find()
                ? "was lost (%s)".formatted(lost.group(1).strip())
                : "failed (%s)".formatted(reason.lines().findFirst().orElse(""));
    }

    /**
     * Returns a sentence for each failed try of a job group, without a full stop, and forgets them.
     *
     * @param expected how many failed; fewer are returned if Spark does not report them within seconds
     */
    List<String> take(String group, int expected) throws InterruptedException {
        for (int poll = 0; poll < POLLS; poll++) {
            List<String> found = failures.getOrDefault(group, List.of());
            if (found.size() >= expected) {
                break;
            }
            Thread.sleep(POLL_MILLISECONDS);
        }
        List<String> found = failures.remove(group);
        return found == null ? List.of() : found;
    }
}
