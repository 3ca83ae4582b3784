package org.exeunt.strategies.coordination;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.exeunt.api.Exit;
import org.exeunt.api.ExitSet;

/**
 * Order in which the exits of a client become active. The first one is always active. If exits are
 * widths, shallow means narrow, and the final exit is the whole network.
 */
public enum ExitOrder {
    /** The final exit, then the others from the shallowest to the deepest: CAFEDistill. */
    FINAL_THEN_SHALLOW,
    /** From the final exit to the shallowest. */
    DEEP_FIRST,
    /** From the shallowest exit to the final one, which is the last to become active. */
    SHALLOW_FIRST;

    /** Returns exits 1 to {@code exits} in this order. */
    List<Exit> of(int exits) {
        List<Exit> order = new ArrayList<>(ExitSet.upTo(exits).asList());
        switch (this) {
            case FINAL_THEN_SHALLOW -> order.add(0, order.remove(exits - 1));
            case DEEP_FIRST -> Collections.reverse(order);
            case SHALLOW_FIRST -> {}
        }
        return order;
    }
}
