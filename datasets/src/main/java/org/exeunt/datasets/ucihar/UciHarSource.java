package org.exeunt.datasets.ucihar;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Owners;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.files.DataFolder;

/**
 * Reads the inertial signals of UCI HAR, in g and radians a second, not scaled. The person of each window is its owner; neighbouring
 * windows of a person overlap by half.
 *
 * <p>A set with fewer rows than the official one is taken with a warning.
 */
final class UciHarSource implements DatasetSource {
    private static final String TITLE = "UCI HAR";
    private static final List<String> ACTIVITIES =
            List.of("walking", "walking upstairs", "walking downstairs", "sitting", "standing", "laying");
    private static final int OFFICIAL_RECORDS = 10_299;

    private final Path path;
    private final Consumer<String> warnings;

    UciHarSource(Path path, Consumer<String> warnings) {
        this.path = path;
        this.warnings = warnings;
    }

    @Override
    public Dataset load(RandomStreams streams) {
        DataFolder folder = DataFolder.open(TITLE, path, "train and test, each with y, subject and Inertial Signals");
        Part train = Part.read(folder, "train", ACTIVITIES.size());
        Part test = Part.read(folder, "test", ACTIVITIES.size());
        int[] persons = IntStream.concat(IntStream.of(train.persons()), IntStream.of(test.persons()))
                .toArray();
        folder.warnIfPartial(
                persons.length,
                OFFICIAL_RECORDS,
                "%d training and %d test rows of %d people"
                        .formatted(
                                train.persons().length,
                                test.persons().length,
                                IntStream.of(persons).distinct().count()),
                warnings);
        return new Dataset(
                TITLE,
                new InputShape(List.of(Part.SIGNALS.size(), Part.READINGS)),
                ACTIVITIES,
                train.windows(),
                test.windows(),
                Stream.concat(train.files().stream(), test.files().stream()).toList(),
                Optional.of(owners(persons)));
    }

    @Override
    public Optional<InputReader> inputReader() {
        return Optional.of(new WindowInput());
    }

    @Override
    public Optional<InputScaling> inputScaling() {
        return Optional.of(InputScaling.of(
                "g for accelerations, radians a second for angular velocities",
                Part.SIGNALS.stream()
                        .map(signal -> new InputScaling.Channel(signal, 0, 1))
                        .toList()));
    }

    private static Owners owners(int[] persons) {
        List<Integer> numbers =
                IntStream.of(persons).distinct().sorted().boxed().toList();
        return new Owners(
                numbers.stream().map(number -> "person " + number).toList(),
                IntStream.of(persons).map(numbers::indexOf).toArray());
    }
}
