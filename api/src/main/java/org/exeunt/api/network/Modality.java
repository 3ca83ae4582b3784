package org.exeunt.api.network;

import java.util.List;
import org.exeunt.api.Experimental;
import org.exeunt.api.params.BlockSet;

/**
 * A group of channels of the input that has blocks of its own, such as the signals of one sensor.
 *
 * <p>An example lacks a modality if all values of its channels are exactly 0. Its result then does not depend on the
 * blocks of the modality, and its gradient for them is exactly 0. The result is finite if an example lacks all
 * modalities.
 *
 * @param name name, unique in a network
 * @param channels indices along the first axis of the input, 0-based; each channel belongs to at most one modality
 * @param blocks blocks that only examples with this modality use; each block belongs to at most one modality
 */
@Experimental
public record Modality(String name, List<Integer> channels, BlockSet blocks) {
    public Modality {
        channels = List.copyOf(channels);
    }
}
