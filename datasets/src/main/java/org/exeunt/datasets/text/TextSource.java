package org.exeunt.datasets.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.own.OwnExample;
import org.exeunt.datasets.own.OwnExamples;
import org.exeunt.datasets.own.Problems;

/**
 * Reads texts as sequences of token indices {@code [length]}. The vocabulary is built from the training texts. As in AG
 * News, a backslash is read as a space.
 */
final class TextSource implements DatasetSource {
    private final Path path;
    private final Optional<Path> testFile;
    private final TextOptions options;
    private final Consumer<String> warnings;

    TextSource(Path path, Optional<Path> testFile, TextOptions options, Consumer<String> warnings) {
        this.path = path;
        this.testFile = testFile;
        this.options = options;
        this.warnings = warnings;
    }

    /** Texts as tokens, the files they are from, and the vocabulary of the training texts. */
    private record Tokenised(OwnExamples<List<String>> examples, List<Dataset.File> files, Vocabulary vocabulary) {}

    @Override
    public Dataset load(RandomStreams streams) {
        Tokenised texts = tokenise();
        return texts.examples()
                .dataset(
                        path,
                        InputShape.tokens(options.length(), options.vocabulary()),
                        (labels, tokens) -> sequences(labels, tokens, texts.vocabulary()),
                        texts.files(),
                        warnings);
    }

    private Examples sequences(int[] labels, List<List<String>> texts, Vocabulary vocabulary) {
        int[][] tokens = texts.stream()
                .map(text -> vocabulary.sequence(text, options.length()))
                .toArray(int[][]::new);
        return Examples.of(
                labels, (index, target, offset) -> Vocabulary.copy(tokens[index], options.length(), target, offset));
    }

    @Override
    public Optional<InputReader> inputReader() {
        return Optional.of(new TextInput(tokenise().vocabulary(), options.length()));
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

    private Tokenised tokenise() {
        TextFiles texts = TextFiles.read(path, testFile, options);
        Problems problems = new Problems(path);
        List<OwnExample<List<String>>> tokenised = texts.examples().stream()
                .map(text -> text.with(BasicEnglish.tokens(text.content().replace('\\', ' '))))
                .toList();
        tokenised.stream()
                .filter(text -> text.content().isEmpty())
                .forEach(text -> problems.add(text.place() + ": the text has no words"));
        OwnExamples<List<String>> examples = OwnExamples.of(tokenised, problems);
        problems.throwIfAny("Correct or remove what is named. See docs/own-data.md.");
        Vocabulary.Counts counts = new Vocabulary.Counts();
        examples.trainContents().forEach(counts::add);
        return new Tokenised(examples, texts.files(), counts.vocabulary(options.vocabulary()));
    }
}
