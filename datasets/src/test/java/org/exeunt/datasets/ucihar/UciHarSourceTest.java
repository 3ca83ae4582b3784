package org.exeunt.datasets.ucihar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Owners;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.DatasetPlugins;
import org.exeunt.datasets.RealData;
import org.exeunt.datasets.TestFolder;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.hostile.HostileInput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UciHarSourceTest {
    private static final String SIGNAL = "train/Inertial Signals/body_gyro_y_train.txt";

    @TempDir
    Path folder;

    private final RecordingContext context = new RecordingContext();

    private TestFolder files;

    /**
     * Three training windows of subjects 7, 3, 7 and one test window of subject 12; reading t of signal s of row r is
     * 100 s + t + r/10.
     */
    @BeforeEach
    void writeFiles() throws IOException {
        files = TestFolder.in(folder);
        writePart("train", "5\n1\n6\n", "7\n3\n7\n", 3);
        writePart("test", "2\n", "12\n", 1);
    }

    private void writePart(String part, String activities, String subjects, int rows) throws IOException {
        files.with("%1$s/y_%1$s.txt".formatted(part), activities);
        files.with("%1$s/subject_%1$s.txt".formatted(part), subjects);
        for (int s = 0; s < 9; s++) {
            String name = "%1$s/Inertial Signals/%2$s_%1$s.txt".formatted(part, UciHarSource.SIGNALS.get(s));
            files.with(name, signal(100 * s, rows, 128));
        }
    }

    private static String signal(int first, int rows, int columns) {
        return IntStream.range(0, rows)
                .mapToObj(row -> IntStream.range(0, columns)
                        .mapToObj(t -> String.format(Locale.ROOT, "%16.7e", first + t + row / 10.0))
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void readsAWindowFromCsv() throws IOException {
        InputReader reader = source(folder).inputReader().orElseThrow();
        float[] window = new float[9 * 128];
        source(folder).load(new RandomStreams(0)).train().copyTo(1, window, 0);
        List<String> lines = IntStream.range(0, 128)
                .mapToObj(t -> IntStream.range(0, 9)
                        .mapToObj(s -> String.valueOf(window[s * 128 + t]))
                        .collect(Collectors.joining(", ")))
                .toList();
        Path file = Files.write(folder.resolve("window.csv"), lines);
        assertThat(reader.read(file)).isEqualTo(window);

        Files.write(file, lines.subList(1, 128));
        assertThatThrownBy(() -> reader.read(file)).hasMessageContainingAll("127 lines", "128 lines", "total_acc_x");
        Files.writeString(file, String.join("\n", lines).replaceFirst(", ", ", NaN, "));
        assertThatThrownBy(() -> reader.read(file)).hasMessageContainingAll("in line 1", "9 numbers");
        Files.writeString(file, String.join("\n", lines).replaceFirst("0\\.1", "x"));
        assertThatThrownBy(() -> reader.read(file)).hasMessageContainingAll("in line 1", "9 numbers");
    }

    @Test
    void signalsAreChannelsAndSubjectsAreOwners() {
        Dataset har = source(folder).load(new RandomStreams(0));
        assertThat(IntStream.range(0, 4).map(har.all()::label)).containsExactly(4, 0, 5, 1);
        assertThat(har.input()).isEqualTo(InputShape.of(List.of(9, 128)));
        assertThat(har.classNames()).hasSize(6).startsWith("walking").endsWith("laying");
        float[] window = new float[9 * 128];
        har.train().copyTo(2, window, 0);
        assertThat(window[0]).isEqualTo(0.2f);
        assertThat(window[127]).isEqualTo(127.2f);
        assertThat(window[4 * 128 + 3]).isEqualTo(403.2f);
        assertThat(window[9 * 128 - 1]).isEqualTo(927.2f);

        Owners owners = har.owners().orElseThrow();
        assertThat(owners.names()).containsExactly("person 3", "person 7", "person 12");
        assertThat(owners.ofExamples()).containsExactly(1, 0, 1, 2);
        RealData.assertFilesCoverAllExamples(har);
        assertThat(har.files()).hasSize(22);
        assertThat(context.warnings()).singleElement().asString().contains("4 of 10,299");
    }

    @Test
    void refusesDamagedFiles() throws IOException {
        DatasetSource source = source(folder);
        files.assertRequired(source, "train/y_train.txt", "test/subject_test.txt", SIGNAL);
        String right = signal(0, 3, 128);
        String expected = "expected 128 finite numbers, separated by spaces";
        files.assertInvalid(
                source, SIGNAL, signal(0, 2, 128) + signal(0, 1, 127), "body_gyro_y_train.txt, line 3", expected);
        files.assertInvalid(source, SIGNAL, right.substring(0, 5_000), "line 3", expected);
        files.assertInvalid(source, SIGNAL, right.replaceFirst("1.2700000e\\+02", "1.27..."), "line 1", expected);
        files.assertInvalid(source, SIGNAL, right.replaceFirst("1.2710000e\\+02", "NaN"), "line 2", expected);
        files.assertInvalid(source, SIGNAL, right.replaceFirst("e\\+02\n$", ""), "line 3: no line break");
        byte[] latin = "1 2 \u00e9".getBytes(StandardCharsets.ISO_8859_1);
        files.assertInvalid(source, SIGNAL, latin, "offset 4; expected UTF-8");
        files.assertInvalid(source, SIGNAL, signal(0, 2, 128), "2 rows; expected 3, one for each label");
        files.assertInvalid(source, "test/subject_test.txt", "12\n12\n", "2 rows; expected 1");
        files.assertInvalid(source, "test/subject_test.txt", "31\n", "line 1: 31.0; expected an integer from 1 to 30");
        for (String activity : List.of("7", "0", "1.5")) {
            files.assertInvalid(
                    source, "train/y_train.txt", "1\n" + activity + "\n1\n", "line 2: " + activity, "1 to 6");
        }
    }

    @Test
    void damagedFilesAreRefusedOrRead() {
        files.fuzz(HostileInput.of("ucihar", 200), source(folder));
    }

    @Test
    void realActivityFrequenciesAreAsPublished() {
        Dataset har = source(RealData.folder("UCI HAR Dataset")).load(new RandomStreams(0));
        assertThat(har.train().classCounts(6)).containsExactly(1226, 1073, 986, 1286, 1374, 1407);
        assertThat(har.test().classCounts(6)).containsExactly(496, 471, 420, 491, 532, 537);
        assertThat(context.warnings()).isEmpty();
        Owners owners = har.owners().orElseThrow();
        assertThat(owners.names()).hasSize(30).startsWith("person 1", "person 2");
        int[] ofExamples = owners.ofExamples();
        int[] ofSubject1 = IntStream.range(0, ofExamples.length)
                .filter(example -> ofExamples[example] == 0)
                .toArray();
        assertThat(ofSubject1).hasSize(347);

        // in time order, the second half of a window is the first half of the next, except where an activity starts
        float[] first = new float[9 * 128];
        float[] second = new float[9 * 128];
        int neighbours = 0;
        for (int i = 1; i < ofSubject1.length; i++) {
            har.all().copyTo(ofSubject1[i - 1], first, 0);
            har.all().copyTo(ofSubject1[i], second, 0);
            neighbours +=
                    first[6 * 128 + 64] == second[6 * 128] && first[6 * 128 + 127] == second[6 * 128 + 63] ? 1 : 0;
        }
        assertThat(neighbours).isGreaterThan(300);
    }

    private DatasetSource source(Path from) {
        return new DatasetPlugins()
                .choose(DatasetSource.class, "ucihar", new UciHarSource.Options(from))
                .create(context);
    }
}
