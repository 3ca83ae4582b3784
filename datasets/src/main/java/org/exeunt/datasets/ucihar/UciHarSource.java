package org.exeunt.datasets.ucihar;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Owners;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.files.DataFolder;

/**
 * Reads the inertial signals of UCI HAR as {@code [signal, reading]}, in g and radians per second, not scaled. The
 * owner of a window is its subject; adjacent windows of a subject overlap by half.
 *
 * <p>Warns if there are fewer rows than in the official set.
 */
public record UciHarSource(Path path, Consumer<String> warnings) implements DatasetSource {
    /**
     * Options of the data set.
     *
     * @param dir folder of the data set
     */
    public record Options(
            @Option("Folder that contains train and test with their Inertial Signals, such as 'UCI HAR Dataset'")
                    Path dir) {}

    static final int READINGS = 128;
    static final List<String> SIGNALS = Stream.of("body_acc", "body_gyro", "total_acc")
            .flatMap(sensor -> Stream.of("_x", "_y", "_z").map(sensor::concat))
            .toList();

    private static final String TITLE = "UCI HAR";
    private static final List<String> ACTIVITIES =
            List.of("walking", "walking upstairs", "walking downstairs", "sitting", "standing", "laying");
    private static final int OFFICIAL_RECORDS = 10_299;
    private static final int SUBJECTS = 30;

    @Override
    public Dataset load(RandomStreams streams) {
        DataFolder folder = DataFolder.open(TITLE, path, "train and test, each with y, subject and Inertial Signals");
        List<Dataset.File> files = new ArrayList<>();
        List<Integer> subjects = new ArrayList<>();
        Examples train = windows(folder, "train", subjects, files);
        Examples test = windows(folder, "test", subjects, files);
        folder.check(files, OFFICIAL_RECORDS, warnings);
        List<Integer> owners = subjects.stream().distinct().sorted().toList();
        return new Dataset(
                TITLE,
                InputShape.of(List.of(SIGNALS.size(), READINGS)),
                ACTIVITIES,
                train,
                test,
                files,
                Optional.of(new Owners(
                        owners.stream().map(number -> "person " + number).toList(),
                        subjects.stream().mapToInt(owners::indexOf).toArray())));
    }

    /** Reads the training or the test part. */
    private static Examples windows(DataFolder folder, String part, List<Integer> subjects, List<Dataset.File> files) {
        Table labels = Table.read(folder, "%1$s/y_%1$s.txt".formatted(part), 1);
        Table owners = Table.read(folder, "%1$s/subject_%1$s.txt".formatted(part), 1);
        List<Table> signals = SIGNALS.stream()
                .parallel()
                .map(signal ->
                        Table.read(folder, "%1$s/Inertial Signals/%2$s_%1$s.txt".formatted(part, signal), READINGS))
                .toList();
        int[] activities = labels.integers(ACTIVITIES.size());
        IntStream.of(owners.integers(SUBJECTS)).forEach(subjects::add);
        files.add(labels.file().describe(activities.length));
        for (Table other : Stream.concat(Stream.of(owners), signals.stream()).toList()) {
            if (other.rows().size() != activities.length) {
                throw other.file()
                        .invalid(other.rows().size() + " rows", "%d, one for each label".formatted(activities.length));
            }
            files.add(other.file().describe(0));
        }
        return Examples.of(
                IntStream.of(activities).map(activity -> activity - 1).toArray(), (index, target, offset) -> {
                    for (int i = 0; i < signals.size(); i++) {
                        System.arraycopy(signals.get(i).rows().get(index), 0, target, offset + i * READINGS, READINGS);
                    }
                });
    }

    @Override
    public Optional<InputReader> inputReader() {
        return Optional.of(new WindowInput());
    }

    @Override
    public Optional<InputScaling> inputScaling() {
        return Optional.of(new InputScaling(
                "g for accelerations, radians per second for angular velocities",
                SIGNALS.stream()
                        .map(signal -> new InputScaling.Channel(signal, 0, 1))
                        .toList()));
    }
}
