package org.exeunt.datasets.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.FormatDetector;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.userdata.ClassFolders;
import org.exeunt.datasets.userdata.ClassFolders.Layout;
import org.exeunt.datasets.userdata.ColumnGuess;
import org.exeunt.datasets.userdata.OwnExample;
import org.exeunt.datasets.userdata.OwnExamples;
import org.exeunt.datasets.userdata.Problems;
import org.exeunt.datasets.userdata.RowOptions;
import org.exeunt.datasets.userdata.Table;

/**
 * Reads texts as sequences of token indices {@code [length]}. The vocabulary is built from the training texts.
 */
public record TextSource(
        Path path, Optional<Path> testFile, Options options, Optional<Tokenizer> tokenizer, Consumer<String> warnings)
        implements DatasetSource {
    /**
     * Options of {@link Format}. Columns are those of a CSV file, or the fields of a JSON Lines file.
     *
     * @param path file or folder of the data set
     * @param columns where a text has its label, owner and part
     * @param text column of the text
     * @param delimiter character between the cells of a CSV file
     * @param layout folders above the texts
     * @param length tokens per sequence, including the class token
     * @param vocabulary number of different tokens, including the four special ones
     * @param tokens what one token is
     * @param tokenizer of a trained network
     */
    public record Options(
            @Option("CSV file with a header (.csv, .tsv), JSON Lines file (.jsonl, .ndjson), or folder of .txt files")
                    Path path,
            @Option(value = "Where a text has its class, owner and part", inPlace = true) RowOptions columns,
            @Option(value = "Column or field with the text", defaultValue = "text") String text,
            @Option(value = "Character between the cells of a .csv file", defaultValue = "comma")
                    Table.Delimiter delimiter,
            @Option(
                            value = "Folders above the texts of a folder: CLASS, train and test with CLASS, or "
                                    + "OWNER/CLASS; auto detects the first two",
                            defaultValue = "auto")
                    Layout layout,
            @Option(
                            value = "Length of a sequence: longer texts are truncated, shorter ones padded",
                            defaultValue = "200",
                            min = 1,
                            max = 100_000,
                            unit = "tokens")
                    int length,
            @Option(
                            value = "Number of different tokens, including the four special ones",
                            defaultValue = "32000",
                            min = 5,
                            max = 10_000_000,
                            unit = "tokens")
                    int vocabulary,
            @Option(value = "What one token of a text is", defaultValue = "words") Tokens tokens,
            @Option("File tokenizer.json of a trained network, whose tokens replace those above; see the"
                            + " backbone onnx")
                    Optional<Path> tokenizer) {}

    /** Plugin of a user's own texts. */
    public static final class Format extends Plugin<DatasetSource, Options> implements FormatDetector {
        private static final int LENGTH = 64;
        private static final int VOCABULARY = 5_000;

        /** Creates the plugin. */
        public Format() {
            super(
                    DatasetSource.class,
                    "text",
                    "Your own texts as sequences of token indices, from CSV, JSON Lines or a folder per class",
                    Options.class,
                    (options, context) -> new TextSource(
                            context.resolve(options.path()),
                            options.columns().testFile().map(context::resolve),
                            options,
                            options.tokenizer().map(file -> Tokenizer.open(context.resolve(file), options.length())),
                            context::warn));
        }

        @Override
        public Optional<Found> detect(Path path, Map<String, String> chosen) {
            Map<String, Object> options = new LinkedHashMap<>(Map.of("path", path.toString()));
            Optional<ColumnGuess> columns = TextFiles.columns(path);
            Optional<String> text = columns.flatMap(ColumnGuess::text);
            if (text.isPresent()) {
                options.put("text", text.get());
                options.putAll(columns.get().rowOptions(path, chosen));
            } else if (Files.isDirectory(path)
                    && ClassFolders.files(path, "txt", 3).findAny().isPresent()) {
                options.put("layout", ClassFolders.guess(path));
            } else if (!TextFiles.isJson(path)) {
                return Optional.empty();
            }
            options.putAll(Map.of("length", LENGTH, "vocabulary", VOCABULARY));
            return Optional.of(columns.map(guess -> guess.found(options)).orElseGet(() -> new Found(options)));
        }
    }

    /** Texts as tokens, the files they are from, and the vocabulary of the training texts. */
    private record Tokenised(OwnExamples<List<String>> examples, List<Dataset.File> files, Vocabulary vocabulary) {}

    @Override
    public Dataset load(RandomStreams streams) {
        Tokenised texts = tokenise();
        return texts.examples()
                .dataset(
                        path,
                        InputShape.tokens(
                                options.length(),
                                tokenizer.isPresent() ? texts.vocabulary().size() : options.vocabulary()),
                        (labels, tokens) -> texts.vocabulary().examples(labels, tokens, options.length()),
                        texts.files(),
                        warnings);
    }

    @Override
    public Optional<InputReader> inputReader() {
        return Optional.of(new TextInput(tokenise().vocabulary(), options.length(), tokens()));
    }

    @Override
    public Optional<InputScaling> inputScaling() {
        return Optional.of(
                InputScaling.none("indices of tokens in the vocabulary of the training texts; 0 is padding"));
    }

    @Override
    public boolean inputsDependOnContent() {
        return true;
    }

    private Function<String, List<String>> tokens() {
        return Tokenizer.or(tokenizer, options.tokens()::of);
    }

    private Tokenised tokenise() {
        TextFiles texts = TextFiles.read(path, testFile, options);
        Problems problems = new Problems(path);
        List<OwnExample<List<String>>> tokenised = texts.examples().stream()
                .map(text -> text.with(tokens().apply(text.content())))
                .toList();
        tokenised.stream()
                .filter(text -> text.content().isEmpty())
                .forEach(text -> problems.add(text.place() + ": the text has no words"));
        OwnExamples<List<String>> examples = OwnExamples.of(tokenised, problems);
        problems.throwIfAny("Correct or remove what is named. See docs/own-data.md.");
        Vocabulary.Counts counts = new Vocabulary.Counts();
        examples.trainContents().forEach(counts::add);
        return new Tokenised(
                examples,
                texts.files(),
                tokenizer.map(Vocabulary::of).orElseGet(() -> counts.vocabulary(options.vocabulary())));
    }
}
