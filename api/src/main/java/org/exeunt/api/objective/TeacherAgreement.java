package org.exeunt.api.objective;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Exit;

/**
 * How often a student and its teacher named the same class.
 *
 * @param same examples on which they did, not negative
 * @param asked examples they both answered, each as often as it was seen
 */
public record TeacherAgreement(long same, long asked) {
    /** Prefix of the metric's name in training reports and round records, before the number of the student exit. */
    public static final String METRIC_PREFIX = "teacher-agreement-exit-";

    public TeacherAgreement {
        if (same < 0 || same > asked) {
            throw new IllegalArgumentException("%d of %d examples: out of range".formatted(same, asked));
        }
    }

    /** Returns both counts together. */
    public TeacherAgreement plus(TeacherAgreement other) {
        return new TeacherAgreement(same + other.same, asked + other.asked);
    }

    /** Returns the name of the metric of a student in training reports and round records. */
    public static String metric(Exit student) {
        return METRIC_PREFIX + student.number();
    }

    /** Returns what has been counted since an earlier look at the same counts. */
    public TeacherAgreement since(TeacherAgreement earlier) {
        return new TeacherAgreement(same - earlier.same, asked - earlier.asked);
    }

    /** Returns what has been counted since an earlier look at the same students. */
    public static SortedMap<Exit, TeacherAgreement> since(
            SortedMap<Exit, TeacherAgreement> earlier, SortedMap<Exit, TeacherAgreement> now) {
        SortedMap<Exit, TeacherAgreement> since = new TreeMap<>(now);
        earlier.forEach((student, counted) -> since.computeIfPresent(student, (exit, all) -> all.since(counted)));
        return Collections.unmodifiableSortedMap(since);
    }

    /** Returns both maps together, with the counts of each student added. */
    public static SortedMap<Exit, TeacherAgreement> sum(
            SortedMap<Exit, TeacherAgreement> first, SortedMap<Exit, TeacherAgreement> second) {
        SortedMap<Exit, TeacherAgreement> sum = new TreeMap<>(first);
        second.forEach((student, counted) -> sum.merge(student, counted, TeacherAgreement::plus));
        return Collections.unmodifiableSortedMap(sum);
    }
}
