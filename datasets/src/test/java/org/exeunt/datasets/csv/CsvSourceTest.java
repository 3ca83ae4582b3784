package org.exeunt.datasets.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.exeunt.datasets.Content.labels;
import static org.exeunt.datasets.Content.values;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.Errors;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.TestFolder;
import org.exeunt.datasets.csv.CsvSource.Options.Missing;
import org.exeunt.datasets.files.Encoding;
import org.exeunt.datasets.userdata.RowOptions;
import org.exeunt.datasets.userdata.Table;
import org.exeunt.datasets.userdata.Table.Delimiter;
import org.exeunt.testkit.contract.RecordingContext;
import org.exeunt.testkit.hostile.HostileInput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

class CsvSourceTest {
    private static final String TABLE =
            """
            id,size,city,class,who,part
            1,2,Rome,b,zoe,train
            2,100,Bonn,a,ann,test
            3,6," Bonn ",a,ann,train
            4,4,Oslo,b,bob,train
            """;

    @TempDir
    Path folder;

    private final RecordingContext context = new RecordingContext();
    private Path file;

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.writeString(folder.resolve("data.csv"), TABLE);
    }

    /** Options of a test; the defaults are those of {@link #TABLE}. */
    private final class Settings {
        private Optional<Path> test = Optional.empty();
        private String label = "class";
        private Optional<String> owner = Optional.of("who");
        private Optional<String> split = Optional.of("part");
        private List<String> categorical = List.of();
        private List<String> ignore = List.of("id");
        private Missing missing = Missing.ERROR;
        private Delimiter delimiter = Delimiter.COMMA;
        private boolean header = true;

        /** Describes a table with the columns x and class. */
        private Settings simple() {
            label = "class";
            owner = Optional.empty();
            split = Optional.empty();
            ignore = List.of();
            return this;
        }

        private DatasetSource source() {
            return new CsvSource.Format()
                    .create(
                            new CsvSource.Options(
                                    file,
                                    new RowOptions(test, label, owner, split),
                                    categorical,
                                    ignore,
                                    missing,
                                    delimiter,
                                    header,
                                    Table.Decimal.POINT,
                                    Encoding.UTF_8),
                            context);
        }

        private Dataset load() {
            return source().load(new RandomStreams(0));
        }
    }

    @Test
    void standardisesNumbersAndEncodesWords() {
        Dataset dataset = new Settings().load();

        assertThat(dataset.name()).isEqualTo("data.csv");
        assertThat(dataset.classNames()).containsExactly("a", "b");
        assertThat(dataset.input()).isEqualTo(InputShape.vector(4));
        assertThat(labels(dataset.train())).containsExactly(1, 0, 1);
        assertThat(labels(dataset.test())).containsExactly(0);
        // training sizes 2, 6, 4: mean 4, variance 8 / 3; categories Bonn, Oslo, Rome
        float unit = (float) (2 / Math.sqrt(8 / 3.0));
        assertThat(values(dataset, 0)).containsExactly(-unit, 0, 0, 1);
        assertThat(values(dataset, 1)).containsExactly(unit, 1, 0, 0);
        assertThat(values(dataset, 2)).containsExactly(0, 0, 1, 0);
        assertThat(values(dataset, 3)).containsExactly(new float[] {48 * unit, 1, 0, 0}, within(1e-5f));
        assertThat(dataset.owners().orElseThrow().names()).containsExactly("ann", "bob", "zoe");
        assertThat(dataset.owners().orElseThrow().ofExamples()).containsExactly(2, 0, 1, 0);
        assertThat(dataset.files()).singleElement().satisfies(entry -> {
            assertThat(entry.name()).isEqualTo("data.csv");
            assertThat(entry.records()).isEqualTo(4);
        });
        assertThat(new Settings().source().inputScaling().orElseThrow().channels())
                .containsExactly(
                        new InputScaling.Channel("size", 4, Math.sqrt(8 / 3.0)),
                        new InputScaling.Channel("city = Bonn", 0, 1),
                        new InputScaling.Channel("city = Oslo", 0, 1),
                        new InputScaling.Channel("city = Rome", 0, 1));
    }

    @Test
    void predictsRowsInAnyOrderOfColumns() throws IOException {
        InputReader reader = new Settings().source().inputReader().orElseThrow();
        Path row = Files.writeString(folder.resolve("row.csv"), "\uFEFFcity,size\nOslo,4\n");
        assertThat(reader.read(row)).containsExactly(0, 0, 1, 0);
        Files.writeString(row, "class,city,size,id\n?,Unheard,4,9\n");
        assertThat(reader.read(row)).as("an unknown category").containsExactly(0, 0, 0, 0);
        Files.writeString(row, "city, size\n\"Oslo\", \"4\"\nRome, 2\n");
        assertThatThrownBy(() -> reader.read(row))
                .hasMessageContainingAll("row.csv", "2 inputs instead of one", "size, city");
        assertThat(reader.readAll(row)).hasSize(2);
        assertThat(reader.readAll(row).get(0)).containsExactly(0, 0, 1, 0);
        assertThat(reader.readAll(row).get(1)[3]).as("Rome").isEqualTo(1);
    }

    @Test
    void columnsWithoutANameHaveTheirNumberInRowsToo() throws IOException {
        Files.writeString(file, ",x,class\n0,1,a\n1,3,b\n");
        InputReader reader = new Settings().simple().source().inputReader().orElseThrow();
        assertThat(reader.read(Files.writeString(folder.resolve("row.csv"), ",x\n1,1\n")))
                .containsExactly(1, -1);
    }

    /** Rows to predict, with lines separated by {@code /}. */
    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "city,size/Oslo,4/Rome,2,7 | 3 cells in line 3",
                "city,size/Oslo,4/Rome,small | line 3",
                "city,size/ | no rows",
                "city/Oslo | has the columns 'city'; expected",
                "city,size,weight/Oslo,4,5 | has the columns 'city', 'size', 'weight'; expected",
                "city;size/Oslo;4 | columns 'city;size'; expected a CSV file with commas, a header",
                "city,size,city/Oslo,4,Rome | has the columns 'city', 'size', 'city'",
                "city,size/Oslo,tall | 'tall' in column 'size'",
                "city,size/Oslo,1e999 | infinite or too large"
            })
    void refusesOtherRows(String rows, String mention) throws IOException {
        InputReader reader = new Settings().source().inputReader().orElseThrow();
        Path row = Files.writeString(folder.resolve("row.csv"), rows.replace('/', '\n') + "\n");
        assertThatThrownBy(() -> reader.readAll(row)).hasMessageContaining(mention);
    }

    @Test
    void readsTablesWithoutAHeader() throws IOException {
        Files.writeString(file, "1;10;x\n3;2;y\n");
        Settings settings = new Settings().simple();
        settings.delimiter = Delimiter.SEMICOLON;
        settings.header = false;
        settings.label = "2";
        Dataset dataset = settings.load();
        assertThat(dataset.classNames()).as("as numbers").containsExactly("2", "10");
        assertThat(values(dataset, 0)).containsExactly(-1, 1, 0);
        assertThat(values(dataset, 1)).containsExactly(1, 0, 1);
        InputReader reader = settings.source().inputReader().orElseThrow();
        Path row = Files.writeString(folder.resolve("row.csv"), "2;y");
        assertThat(reader.read(row)).containsExactly(0, 0, 1);
        Files.writeString(row, "2;99;y");
        assertThat(reader.read(row)).containsExactly(0, 0, 1);
        Files.writeString(row, "2;99;y\n3;7;x");
        assertThat(reader.readAll(row)).hasSize(2);
        Files.writeString(row, "2");
        assertThatThrownBy(() -> reader.read(row)).hasMessageContaining("1 cells");
    }

    @Test
    void readsAFileOfTestRows() throws IOException {
        Files.writeString(file, "x,class\n1,a\n3,b\n");
        Settings settings = new Settings().simple();
        settings.test = Optional.of(Files.writeString(folder.resolve("test.csv"), "x,class\n5,b\n"));
        Dataset dataset = settings.load();
        assertThat(dataset.train().size()).isEqualTo(2);
        assertThat(values(dataset, 2)).containsExactly(3);
        assertThat(dataset.files()).extracting(Dataset.File::name).containsExactly("data.csv", "test.csv");
        Files.writeString(settings.test.get(), "x,class\n?,b\n");
        assertRefused(settings, "test file test.csv line 2");
        Files.writeString(settings.test.get(), "class,x\nb,5\n");
        assertRefused(settings, "the columns [class, x]", "test.csv");
    }

    @Test
    void imputesMissingValuesIfConfigured() throws IOException {
        assertRefused(
                "x,city,class\n1,Bonn,a\n3,NA,b\n,Rome,b\nNaN,?,a\n",
                "4 problems",
                "line 3: no value in column 'city'",
                "line 4: no value in column 'x'",
                "trained with dataset.missing");
        Settings settings = new Settings().simple();
        settings.missing = Missing.IMPUTE;
        Dataset dataset = settings.load();
        // mean 2, deviation 1; categories (missing), Bonn, Rome
        assertThat(values(dataset, 0)).containsExactly(-1, 0, 1, 0);
        assertThat(values(dataset, 1)).containsExactly(1, 1, 0, 0);
        assertThat(values(dataset, 2)).containsExactly(0, 0, 0, 1);
        assertThat(values(dataset, 3)).containsExactly(0, 1, 0, 0);
    }

    @Test
    void equalProblemsOfManyRowsAreOneLine() throws IOException {
        assertRefused(
                "x,city,class\n1,Bonn,a\n" + ",Bonn,b\n".repeat(30) + "2,Rome,NA\n2,Rome,?\n",
                "line 33: no label in 'class' (and at 1 other place)",
                "2 problems");
        assertRefused(
                "x,city,class\n1,Bonn,a\n" + ",Bonn,b\n".repeat(30) + "2,,a\n",
                "31 problems",
                "line 3: no value in column 'x'; runs that are trained with dataset.missing = \"impute\" replace it"
                        + " (and at 29 other places)",
                "line 33: no value in column 'city'");
    }

    @Test
    void rowsThatAllHaveAnotherLabelAreReported() throws IOException {
        Files.writeString(file, "x,class\n1,a\n2,b\n3,c\n");
        new Settings().simple().load();
        assertThat(context.warnings()).singleElement().asString().startsWith("each of the 3 training examples");
    }

    @Test
    void numbersCanBeCategories() throws IOException {
        assertRefused(
                "code,x,class\n10,1,a\n9,1,b\nK2,1,b\n",
                "line 4: 'K2' in column 'code', which has numbers",
                "dataset.categorical");
        Settings settings = new Settings().simple();
        settings.categorical = List.of("code");
        Dataset dataset = settings.load();
        assertThat(values(dataset, 0)).as("10, 9, K2, and x is constant").containsExactly(1, 0, 0, 0);
        assertThat(values(dataset, 1)).containsExactly(0, 1, 0, 0);
    }

    @Test
    void reportsMissingColumns() {
        Settings settings = new Settings();
        settings.label = "kind";
        settings.owner = Optional.of("writer");
        assertRefused(
                settings, "2 problems", "no column 'kind' (dataset.label)", "'writer' (dataset.owner)", "6: id, size");
        Settings other = new Settings();
        other.ignore = List.of("nothing");
        other.categorical = List.of("none");
        assertRefused(other, "'nothing' (dataset.ignore)", "'none' (dataset.categorical)");
    }

    @Test
    void namesTheColumnsOfAnotherDelimiter() throws IOException {
        Files.writeString(file, TABLE.replace(',', ';'));
        assertRefused(new Settings(), "no column 'class' (dataset.label); it has 1: id;size;city;class;who;part");
    }

    @Test
    void reportsWrongRowsTogether() throws IOException {
        Files.writeString(
                file, TABLE + "5,inf,Rome,b,zoe,train\n6,1,Rome,,zoe,train\n7,1,Rome\n8,1,Rome,a,zoe,maybe\n");
        assertRefused(
                new Settings(),
                "3 problems",
                "line 7: no label in 'class'",
                "line 8: 3 cells; expected 6",
                "line 9: 'maybe' in part; expected train or test");
        Files.writeString(file, TABLE + "5,inf,Rome,b,zoe,train\n6,-1e39,Rome,a,zoe,test\n");
        assertRefused(new Settings(), "2 problems", "line 6: 'inf' in column 'size' is infinite", "line 7: '-1e39'");
    }

    @Test
    void reportsDecimalCommasAndIdentifiers() throws IOException {
        Files.writeString(file, "x;class\n1,5;a\n2,5;b\n");
        Settings settings = new Settings().simple();
        settings.delimiter = Delimiter.SEMICOLON;
        assertRefused(settings, "line 2: '1,5' in column 'x' has a decimal comma");
        settings.categorical = List.of("x");
        assertThat(settings.load().input()).isEqualTo(InputShape.vector(2));
        Files.writeString(
                file,
                IntStream.range(0, 1001)
                        .mapToObj(i -> "n" + i + "," + i % 2)
                        .collect(Collectors.joining("\n", "name,class\n", "\n")));
        assertRefused(new Settings().simple(), "column 'name' has 1001 different words", "dataset.ignore");
    }

    @Test
    void reportsOtherFiles() throws IOException {
        assertRefused("x,class\n", "no rows");
        assertRefused("x,x,class\n1,2,a\n", "has a name twice");
        assertRefused("x,class\n1,a\n2,a\n", "one class, 'a'");
        assertRefused("class\na\nb\n", "no columns but label");
        assertRefused("x,y,class\n1,,a\n2,,b\n", "column 'y' has no values");
        assertRefused("x,class\n1,a\n2,\"b\n", "malformed CSV");
        assertThatThrownBy(new Settings().simple()::load).hasMessageNotContaining("no rows");
        Files.write(file, new byte[] {'x', (byte) 0xff});
        TestFolder.assertRefused(new Settings().simple().source(), folder, Errors.DATA_13, "offset 1");
        Files.write(file, new byte[0]);
        TestFolder.assertRefused(new Settings().simple().source(), folder, Errors.DATA_12, "it is empty");
    }

    @Test
    void aClassHasOneSpellingOfANumber() throws IOException {
        assertRefused(
                "x,class\n1,1\n2,2\n3,1.0\n4,01\n5,+1\n6,1e0\n",
                "1 problem.",
                "classes '+1', '01', '1', '1.0', '1e0' are the same number",
                "such as c+1");
        Files.writeString(file, "x,class\n1,9007199254740993\n2,9007199254740992\n"); // equal as doubles
        assertThat(new Settings().simple().load().classNames()).hasSize(2);
    }

    @Test
    void testFileAndSplitExcludeEachOther() {
        Settings settings = new Settings();
        settings.test = Optional.of(file);
        assertThatThrownBy(settings::source)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("test-file");
    }

    /** The mean of three times 0.1 is not 0.1 in floating point. */
    @Test
    void constantColumnsAreZero() throws IOException {
        Files.writeString(file, "x,y,class\n0.1,1,a\n0.1,2,b\n0.1,3,b\n");
        Dataset dataset = new Settings().simple().load();
        for (int i = 0; i < 3; i++) {
            assertThat(values(dataset, i)[0]).isZero();
        }
    }

    @Test
    void damagedFilesAreRefusedOrRead() throws IOException {
        Settings settings = new Settings();
        settings.test = Optional.of(folder.resolve("test.csv"));
        settings.split = Optional.empty();
        settings.missing = Missing.IMPUTE;
        TestFolder.in(folder)
                .with("data.csv", "id,size,city,class,who\n1,1,Bonn,a,ann\n2,2.5e1,\"Rome, \"\"old\"\"\",b,bob\n")
                .with("test.csv", "id,size,city,class,who\n1,-3,Oslo,b,eve\n")
                .fuzz(HostileInput.of("csv", 1_000), settings.source());
    }

    /** Asserts that a table with the label 'class' is refused. */
    private void assertRefused(String content, String... mentions) throws IOException {
        Files.writeString(file, content);
        assertRefused(new Settings().simple(), mentions);
    }

    private void assertRefused(Settings settings, String... mentions) {
        TestFolder.assertRefused(settings.source(), folder, Errors.DATA_38, mentions);
    }
}
