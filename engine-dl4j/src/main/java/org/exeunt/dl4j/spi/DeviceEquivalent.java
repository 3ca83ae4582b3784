package org.exeunt.dl4j.spi;

import java.util.List;
import org.exeunt.dl4j.devicefile.DeviceSteps;
import org.exeunt.dl4j.devicefile.DeviceSteps.Image;

/** A layer configuration that models on devices can compute, which is required to export a network to them. */
public interface DeviceEquivalent {
    /**
     * Adds steps that compute the same result in inference.
     *
     * @param input the image that the layer reads; several if the layer below returns several
     * @return the output, usually one image
     * @throws IllegalArgumentException if the configuration has no equivalent; the message contains the reason
     */
    List<Image> addSteps(DeviceSteps steps, List<Image> input);
}
