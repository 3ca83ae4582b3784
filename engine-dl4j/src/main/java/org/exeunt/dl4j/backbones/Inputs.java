package org.exeunt.dl4j.backbones;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputShape;

/** The input types of convolutional backbones, with channels last. */
final class Inputs {
    private Inputs() {}

    /**
     * Returns the type of images.
     *
     * @param backbone id of the backbone, for the message
     * @throws IllegalArgumentException if examples are not images
     */
    static InputType image(InputShape example, String backbone) {
        if (!example.isImage()) {
            throw new IllegalArgumentException(
                    "backbone '%s' requires images [channels, height, width]; found examples of shape %s"
                            .formatted(backbone, example));
        }
        return InputType.convolutional(
                example.lengths().get(1),
                example.lengths().get(2),
                example.lengths().get(0),
                CNN2DFormat.NHWC);
    }

    /**
     * Returns the type of series, as images of height 1.
     *
     * @param backbone id of the backbone, for the message
     * @throws IllegalArgumentException if examples are not series
     */
    static InputType series(InputShape example, String backbone) {
        if (example.lengths().size() != 2) {
            throw new IllegalArgumentException(
                    "backbone '%s' requires series [channels, time]; found examples of shape %s"
                            .formatted(backbone, example));
        }
        return InputType.convolutional(
                1, example.lengths().get(1), example.lengths().get(0), CNN2DFormat.NHWC);
    }
}
