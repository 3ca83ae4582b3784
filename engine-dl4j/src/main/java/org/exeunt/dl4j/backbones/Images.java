package org.exeunt.dl4j.backbones;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputShape;

/** The input type of convolutional backbones. */
final class Images {
    private Images() {}

    /**
     * Returns the type of images with channels last.
     *
     * @param backbone id of the backbone, for the message
     * @throws IllegalArgumentException if examples are not images
     */
    static InputType channelsLast(InputShape example, String backbone) {
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
}
