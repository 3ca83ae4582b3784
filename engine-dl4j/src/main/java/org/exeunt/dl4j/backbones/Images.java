package org.exeunt.dl4j.backbones;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputShape;

/** How backbones of convolutions are handed their examples. */
final class Images {
    private Images() {}

    /**
     * Returns images with their channels last.
     *
     * @param backbone id of who asks
     * @throws IllegalArgumentException if examples are not images
     */
    static InputType channelsLast(InputShape example, String backbone) {
        if (!example.isImage()) {
            throw new IllegalArgumentException(
                    "backbone '%s' works on images [channels, height, width]; examples are %s"
                            .formatted(backbone, example));
        }
        return InputType.convolutional(
                example.lengths().get(1),
                example.lengths().get(2),
                example.lengths().get(0),
                CNN2DFormat.NHWC);
    }
}
