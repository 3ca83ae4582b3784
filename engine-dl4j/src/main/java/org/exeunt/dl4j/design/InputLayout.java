package org.exeunt.dl4j.design;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputShape;

/** How examples are laid out in the batch that the first stage reads. */
public final class InputLayout {
    private InputLayout() {}

    /** Returns whether the first axis of examples becomes the last axis of the batch. */
    public static boolean movesChannelsLast(InputShape example, InputType type) {
        return example.lengths().size() > 1
                && channelsOfLastAxis(type) == example.lengths().get(0);
    }

    /**
     * Returns whether a type can be that of examples: it has as many values, and if it has as many axes, their lengths
     * are those of the examples, or those with the channels last.
     */
    static boolean holds(InputShape example, InputType type) {
        if (type.arrayElementsPerExample() != example.size()) {
            return false;
        }
        List<Long> expected = new ArrayList<>();
        example.lengths().forEach(length -> expected.add((long) length));
        if (movesChannelsLast(example, type)) {
            Collections.rotate(expected, -1);
        }
        List<Long> lengths =
                new ArrayList<>(Arrays.stream(type.getShape()).boxed().toList());
        expected.removeIf(length -> length == 1);
        lengths.removeIf(length -> length == 1);
        return lengths.size() != expected.size() || lengths.equals(expected);
    }

    /** Returns the number of channels if they form the last axis; 0 otherwise. */
    private static long channelsOfLastAxis(InputType type) {
        if (type instanceof InputType.InputTypeConvolutional image) {
            return image.getFormat() == CNN2DFormat.NHWC ? image.getChannels() : 0;
        }
        return type instanceof InputType.InputTypeRecurrent series && series.getFormat() == RNNFormat.NWC
                ? series.getSize()
                : 0;
    }
}
