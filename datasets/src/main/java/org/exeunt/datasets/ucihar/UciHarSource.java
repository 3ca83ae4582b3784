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
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.files.DataFolder;

/**
 * Reads the inertial signals of UCI HAR as {@code [signal, reading]}, in g and radians per second, not scaled. The
 * owner of a window is its subject; adjacent windows of a subject overlap by half.
 *
 * <p>Warns if there are fewer rows than in the official set.
 */
public final class UciHarSource implements DatasetSource {
    /**
     * Options of {@link Provider}.
     *
     * @param dir folder of the data set
     */
    public record Options(
            @Option("Folder that contains train and test with their Inertial Signals, such as 'UCI HAR Dataset'")
                    Path dir) {}

    /**
     * Plugin of UCI HAR (Anguita, Ghio, Oneto, Parra, Reyes-Ortiz, "A Public Domain Dataset for Human Activity
     * Recognition Using Smartphones", ESANN 2013).
     */
    public static final class Provider extends Plugin<DatasetSource, Options> {
        /** Creates the plugin; called by the service loader. */
        public Provider() {
            super(
                    "ucihar",
                    "UCI HAR: 10,299 windows of 9 motion signals x 128 readings in 6 activities, worn by 30 people",
                    (options, context) -> new UciHarSource(context.resolve(options.dir()), context::warn));
        }
    }

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
        int[] subjects = IntStream.concat(IntStream.of(train.subjects()), IntStream.of(test.subjects()))
                .toArray();
        folder.warnIfPartial(
                subjects.length,
                OFFICIAL_RECORDS,
                "%d training and %d test rows of %d people"
                        .formatted(
                                train.subjects().length,
                                test.subjects().length,
                                IntStream.of(subjects).distinct().count()),
                warnings);
        return new Dataset(
                TITLE,
                InputShape.of(List.of(Part.SIGNALS.size(), Part.READINGS)),
                ACTIVITIES,
                train.windows(),
                test.windows(),
                Stream.concat(train.files().stream(), test.files().stream()).toList(),
                Optional.of(owners(subjects)));
    }

    @Override
    public Optional<InputReader> inputReader() {
        return Optional.of(new WindowInput());
    }

    @Override
    public Optional<InputScaling> inputScaling() {
        return Optional.of(new InputScaling(
                "g for accelerations, radians per second for angular velocities",
                Part.SIGNALS.stream()
                        .map(signal -> new InputScaling.Channel(signal, 0, 1))
                        .toList()));
    }

    private static Owners owners(int[] subjects) {
        List<Integer> numbers =
                IntStream.of(subjects).distinct().sorted().boxed().toList();
        return new Owners(
                numbers.stream().map(number -> "person " + number).toList(),
                IntStream.of(subjects).map(numbers::indexOf).toArray());
    }
}
