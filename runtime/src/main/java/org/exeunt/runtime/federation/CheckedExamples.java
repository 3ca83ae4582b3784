package org.exeunt.runtime.federation;

import java.util.Arrays;
import java.util.List;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.plugin.PluginCall;
import org.exeunt.api.plugin.PluginChoice;

/**
 * Examples of a data set that are checked on each read: the label is a class, and the values are as many as an input
 * has, and finite or token ids. A wrong example is an error of the data set on every read.
 *
 * @param given the examples
 * @param part name of the part of the data set, for messages
 * @param input shape of an example
 * @param classNames one name per class, in label order
 * @param choice the data set
 */
record CheckedExamples(
        Examples given, String part, InputShape input, List<String> classNames, PluginChoice<DatasetSource> choice)
        implements Examples {
    /**
     * Reads all examples of a data set once.
     *
     * @return the data set, with examples that are checked on each read
     * @throws ExeuntException DATA-43 if an example is wrong
     */
    static Dataset of(Dataset loaded, PluginChoice<DatasetSource> choice) {
        InputShape input = loaded.input();
        List<String> classes = loaded.classNames();
        return new Dataset(
                loaded.name(),
                input,
                classes,
                new CheckedExamples(loaded.train(), "training", input, classes, choice).readAll(),
                new CheckedExamples(loaded.test(), "test", input, classes, choice).readAll(),
                loaded.files(),
                loaded.owners());
    }

    /** Reads all examples once. */
    CheckedExamples readAll() {
        float[] values = new float[input.size()];
        for (int i = 0; i < size(); i++) {
            label(i);
            copyTo(i, values, 0);
        }
        return this;
    }

    @Override
    public int size() {
        return given.size();
    }

    @Override
    public int label(int index) {
        int label = PluginCall.call(choice, "returning a label", () -> given.label(index));
        if (label < 0 || label >= classNames.size()) {
            throw wrong("%s example %d has label %d; expected 0 to %d, the index of one of %d classes"
                    .formatted(part, index, label, classNames.size() - 1, classNames.size()));
        }
        return label;
    }

    /** Copies the values of an example; a value that is not written is NaN. */
    @Override
    public void copyTo(int index, float[] target, int offset) {
        int size = input.size();
        Arrays.fill(target, offset, offset + size, Float.NaN);
        PluginCall.call(choice, "copying the values of an example", () -> {
            try {
                given.copyTo(index, target, offset);
            } catch (IndexOutOfBoundsException e) {
                throw wrong(index, "more than %d values".formatted(size));
            }
            return target;
        });
        int tokens = input.vocabulary().orElse(0);
        for (int i = 0; i < size; i++) {
            float value = target[offset + i];
            boolean valid = tokens == 0
                    ? Math.abs(value) <= Float.MAX_VALUE
                    : value >= 0 && value < tokens && value == (int) value;
            if (!valid) {
                throw wrong(index, "%s as value %d".formatted(value, i + 1));
            }
        }
    }

    private ExeuntException wrong(int index, String found) {
        String kind = input.vocabulary().isEmpty()
                ? "finite numbers"
                : "token ids, integers from 0 to " + (input.vocabulary().getAsInt() - 1);
        return wrong("%s example %d (class '%s') has %s; expected %d %s"
                .formatted(part, index, classNames.get(label(index)), found, input.size(), kind));
    }

    private ExeuntException wrong(String found) {
        return new ExeuntException(
                Errors.DATA_43,
                ("Data set '%s' (%s): %s. Indices start at 0, separately for training and test examples. Correct the"
                                + " data, or the plugin if it misreads them.")
                        .formatted(
                                choice.plugin().id(),
                                choice.plugin().declaredBy().getName(),
                                found));
    }
}
