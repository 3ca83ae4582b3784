package org.exeunt.dl4j.backbones;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputShape;

/** The input type of convolutional backbones for series. */
final class Series {
    private Series() {}

    /**
     * Returns the type of series as images of height 1 with channels last.
     *
     * @param backbone id of the backbone, for the message
     * @throws IllegalArgumentException if examples are not series
     */
    static InputType channelsLast(InputShape example, String backbone) {
        if (example.lengths().size() != 2) {
            throw new IllegalArgumentException(
                    "backbone '%s' requires series [channels, time]; found examples of shape %s"
                            .formatted(backbone, example));
        }
        return InputType.convolutional(
                1, example.lengths().get(1), example.lengths().get(0), CNN2DFormat.NHWC);
    }
}
