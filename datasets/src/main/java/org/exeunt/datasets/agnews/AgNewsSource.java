package org.exeunt.datasets.agnews;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.files.DataFolder;
import org.exeunt.datasets.text.BasicEnglish;
import org.exeunt.datasets.text.TextInput;
import org.exeunt.datasets.text.Tokenizer;
import org.exeunt.datasets.text.Vocabulary;

/**
 * Reads AG News as sequences of token indices. The vocabulary is built from training and test texts.
 *
 * <p>Deviation from the official set: any number of rows is accepted; a warning gives their number if it is not
 * 127,600.
 */
public record AgNewsSource(Path path, Options options, Optional<Tokenizer> tokenizer, Consumer<String> warnings)
        implements DatasetSource {
    /**
     * Options of the data set.
     *
     * @param dir folder of the data set
     * @param text parts of a news item that are used
     * @param length tokens per sequence, including the class token
     * @param vocabulary number of different tokens, including the four special ones
     * @param tokenizer of a trained network
     */
    public record Options(
            @Option("Folder that contains train.csv and test.csv") Path dir,
            @Option(value = "Parts of a news item that are used", defaultValue = "title-and-description") Text text,
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
            @Option("File tokenizer.json of a trained network, whose tokens replace words and vocabulary; see"
                            + " the backbone onnx")
                    Optional<Path> tokenizer) {
        /** Parts of a news item. */
        public enum Text {
            /** Title and description, separated by a space. */
            TITLE_AND_DESCRIPTION,
            /** Only the title. */
            TITLE_ONLY
        }
    }

    private static final String TITLE = "AG News";
    static final List<String> CLASSES = List.of("World", "Sports", "Business", "Sci/Tech");
    private static final int OFFICIAL_RECORDS = 127_600;

    /** The files, and the vocabulary of all their texts. */
    private record News(DataFolder folder, Articles train, Articles test, Vocabulary vocabulary) {}

    private News read() {
        DataFolder folder = DataFolder.open(TITLE, path, "train.csv and test.csv");
        Vocabulary.Counts counts = new Vocabulary.Counts();
        Articles train = Articles.read(folder, "train.csv", options.text(), tokens(), counts);
        Articles test = Articles.read(folder, "test.csv", options.text(), tokens(), counts);
        return new News(
                folder,
                train,
                test,
                tokenizer.map(Vocabulary::of).orElseGet(() -> counts.vocabulary(options.vocabulary())));
    }

    private Function<String, List<String>> tokens() {
        return Tokenizer.or(tokenizer, BasicEnglish::tokens);
    }

    @Override
    public Dataset load(RandomStreams streams) {
        News news = read();
        List<Dataset.File> files = Stream.of(news.train(), news.test())
                .map(articles -> articles.file().describe(articles.labels().size()))
                .toList();
        news.folder().check(files, OFFICIAL_RECORDS, warnings);
        return Dataset.of(
                TITLE,
                InputShape.tokens(
                        options.length(),
                        tokenizer.isPresent() ? news.vocabulary().size() : options.vocabulary()),
                CLASSES,
                examples(news.train(), news.vocabulary()),
                examples(news.test(), news.vocabulary()),
                files);
    }

    private Examples examples(Articles articles, Vocabulary vocabulary) {
        return vocabulary.examples(
                articles.labels().stream().mapToInt(Integer::intValue).toArray(), articles.texts(), options.length());
    }

    @Override
    public Optional<InputReader> inputReader() {
        return Optional.of(
                new TextInput(read().vocabulary(), options.length(), text -> tokens().apply(text.replace('\\', ' '))));
    }

    @Override
    public Optional<InputScaling> inputScaling() {
        return Optional.of(InputScaling.none("indices of tokens in the vocabulary of the texts; 0 is padding"));
    }

    @Override
    public boolean inputsDependOnContent() {
        return true;
    }
}
