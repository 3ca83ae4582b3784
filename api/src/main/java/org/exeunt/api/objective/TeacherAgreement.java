package org.exeunt.api.objective;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.exeunt.api.Exit;

/**
 * The number of predictions on which a student and its teacher agreed. Agreement means that both assign the highest
 * probability to the same class.
 *
 * @param same number of predictions that agreed; at least 0
 * @param asked number of predictions compared; an example counts once per epoch
 */
public record TeacherAgreement(long same, long asked) {
    /** Prefix of the metric name in training reports and round records; the number of the student exit follows. */
    public static final String METRIC_PREFIX = "teacher-agreement-exit-";

    /** No predictions compared. */
    public static final TeacherAgreement NONE = new TeacherAgreement(0, 0);

    /** Returns the sum of both counts. */
    public TeacherAgreement plus(TeacherAgreement other) {
        return new TeacherAgreement(same + other.same, asked + other.asked);
    }

    /** Returns the metric name of a student exit in training reports and round records. */
    public static String metric(Exit student) {
        return METRIC_PREFIX + student.number();
    }

    /** Returns the counts added since an earlier reading. */
    public TeacherAgreement since(TeacherAgreement earlier) {
        return new TeacherAgreement(same - earlier.same, asked - earlier.asked);
    }

    /** Returns the sum of the counts of each student. */
    public static SortedMap<Exit, TeacherAgreement> sum(
            SortedMap<Exit, TeacherAgreement> first, SortedMap<Exit, TeacherAgreement> second) {
        SortedMap<Exit, TeacherAgreement> sum = new TreeMap<>(first);
        second.forEach((student, counted) -> sum.merge(student, counted, TeacherAgreement::plus));
        return Collections.unmodifiableSortedMap(sum);
    }
}
