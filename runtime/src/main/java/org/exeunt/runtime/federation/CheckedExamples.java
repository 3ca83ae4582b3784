package org.exeunt.runtime.federation;

import java.util.Arrays;
import java.util.function.Consumer;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;

/**
 * Examples of a data set that are checked on each read: the label is a class, and the values are as many as an input
 * has, and finite or token ids. A wrong example is an error of the data set on every read.
 */
final class CheckedExamples implements Examples {
    /** Stands where no value was written: a NaN that no arithmetic returns. */
    private static final int UNWRITTEN = 0x7fc0_5eed;

    private final Examples given;
    private final String part;
    private final Dataset dataset;
    private final PluginChoice<DatasetSource> choice;
    private final int size;
    private final int tokens;

    private CheckedExamples(Examples given, String part, Dataset dataset, PluginChoice<DatasetSource> choice) {
        this.given = given;
        this.part = part;
        this.dataset = dataset;
        this.choice = choice;
        this.size = dataset.input().size();
        this.tokens = dataset.input().vocabulary().orElse(0);
    }

    /**
     * Reads all examples of a data set once.
     *
     * @return the data set, with examples that are checked on each read
     * @throws ExeuntException DATA-43 if an example or a name is wrong
     */
    static Dataset of(Dataset loaded, PluginChoice<DatasetSource> choice, Consumer<String> warnings) {
        NameCheck.check(loaded, choice, warnings);
        Examples train = new CheckedExamples(loaded.train(), "training", loaded, choice);
        Examples test = new CheckedExamples(loaded.test(), "test", loaded, choice);
        float[] values = new float[loaded.input().size()];
        for (Examples examples : new Examples[] {train, test}) {
            for (int i = 0; i < examples.size(); i++) {
                examples.label(i);
                examples.copyTo(i, values, 0);
            }
        }
        return new Dataset(
                loaded.name(), loaded.input(), loaded.classNames(), train, test, loaded.files(), loaded.owners());
    }

    @Override
    public int size() {
        return given.size();
    }

    @Override
    public int label(int index) {
        int label = PluginCall.call(choice, "returning a label", () -> given.label(index));
        if (label < 0 || label >= dataset.classes()) {
            throw wrong("%s example %d has label %d; expected 0 to %d, the index of one of %d classes"
                    .formatted(part, index, label, dataset.classes() - 1, dataset.classes()));
        }
        return label;
    }

    @Override
    public void copyTo(int index, float[] target, int offset) {
        int count = PluginCall.call(choice, "copying the values of an example", () -> copied(index, target, offset));
        if (count != size) {
            throw wrong(
                    index, "%d values; expected %d, the size of an input %s".formatted(count, size, dataset.input()));
        }
        for (int i = 0; i < size; i++) {
            float value = target[offset + i];
            boolean valid = tokens == 0
                    ? Math.abs(value) <= Float.MAX_VALUE
                    : value >= 0 && value < tokens && value == (int) value;
            if (!valid) {
                throw wrong(
                        index,
                        "%s as value %d; expected %s"
                                .formatted(
                                        value,
                                        i + 1,
                                        tokens == 0
                                                ? "a finite number"
                                                : "a token id, an integer from 0 to " + (tokens - 1)));
            }
        }
    }

    /** Copies an example and returns its number of values; too many are counted in a longer array. */
    private int copied(int index, float[] target, int offset) {
        try {
            return copied(index, target, offset, size);
        } catch (IndexOutOfBoundsException tooMany) {
            int longer = 64 * size + 1024;
            return copied(index, new float[longer], 0, longer);
        }
    }

    private int copied(int index, float[] target, int offset, int length) {
        Arrays.fill(target, offset, offset + length, Float.intBitsToFloat(UNWRITTEN));
        given.copyTo(index, target, offset);
        int count = length;
        while (count > 0 && Float.floatToRawIntBits(target[offset + count - 1]) == UNWRITTEN) {
            count--;
        }
        return count;
    }

    private ExeuntException wrong(int index, String found) {
        return wrong("%s example %d (class '%s') has %s"
                .formatted(part, index, dataset.classNames().get(label(index)), found));
    }

    private ExeuntException wrong(String found) {
        return wrong(choice, found + ". Indices start at 0, separately for training and test examples");
    }

    /** Returns the exception for a data set that cannot be used; {@code found} is a clause. */
    static ExeuntException wrong(PluginChoice<DatasetSource> choice, String found) {
        return new ExeuntException(
                RunErrors.WRONG_DATA,
                "Data set '%s' (%s): %s. Correct the data, or the plugin if it misreads them."
                        .formatted(
                                choice.plugin().id(), choice.plugin().getClass().getName(), found));
    }
}
