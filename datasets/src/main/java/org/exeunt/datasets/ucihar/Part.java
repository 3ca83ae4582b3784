package org.exeunt.datasets.ucihar;

import java.util.ArrayList;
import java.util.List;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.datasets.files.DataErrors;
import org.exeunt.datasets.files.DataFolder;

/**
 * The training or the test part.
 *
 * @param windows windows in row order
 * @param subjects subject of each row, 1 to 30
 * @param files files that were read; the label file has the number of records
 */
record Part(Examples windows, int[] subjects, List<Dataset.File> files) {
    static final int READINGS = 128;
    static final List<String> SIGNALS = List.of(
            "body_acc_x",
            "body_acc_y",
            "body_acc_z",
            "body_gyro_x",
            "body_gyro_y",
            "body_gyro_z",
            "total_acc_x",
            "total_acc_y",
            "total_acc_z");

    private static final int SUBJECTS = 30;

    static Part read(DataFolder folder, String part, int activities) {
        Table labels = Table.read(folder, "%1$s/y_%1$s.txt".formatted(part), 1);
        Table subjectTable = Table.read(folder, "%1$s/subject_%1$s.txt".formatted(part), 1);
        int[] activity = labels.numbers(1, activities, DataErrors.WRONG_LABEL, "activity");
        int[] subjects = subjectTable.numbers(1, SUBJECTS, DataErrors.WRONG_LINE, "person");
        subjectTable.requireRowsOf(labels);
        List<Table> signals = SIGNALS.stream()
                .parallel()
                .map(signal ->
                        Table.read(folder, "%1$s/Inertial Signals/%2$s_%1$s.txt".formatted(part, signal), READINGS))
                .toList();
        signals.forEach(signal -> signal.requireRowsOf(labels));

        List<Dataset.File> files = new ArrayList<>();
        files.add(labels.file().describe(activity.length));
        files.add(subjectTable.file().describe(0));
        signals.forEach(signal -> files.add(signal.file().describe(0)));
        for (int i = 0; i < activity.length; i++) {
            activity[i]--;
        }
        return new Part(windows(activity, signals), subjects, files);
    }

    private static Examples windows(int[] labels, List<Table> signals) {
        return Examples.of(labels, (index, target, offset) -> {
            int at = offset;
            for (Table signal : signals) {
                float[] readings = signal.rows().get(index);
                System.arraycopy(readings, 0, target, at, readings.length);
                at += readings.length;
            }
        });
    }
}
