package org.exeunt.testkit.asserting;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.Exit;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.testkit.engine.ForwardingPass;

/** A forward pass that may be looked at during one call alone, and whose logits must be left as they are. */
final class GuardedPass extends ForwardingPass {
    private final Map<Exit, double[]> shown = new TreeMap<>();
    private boolean over;

    GuardedPass(ForwardPass pass) {
        super(pass);
        pass.exits().forEach(exit -> shown.put(exit, pass.logits(exit).clone()));
    }

    /** Ends the call. */
    void end() {
        over = true;
        shown.forEach((exit, before) -> Promise.require(
                Arrays.equals(before, super.pass().logits(exit)),
                Promise.CALLER,
                "the logits of exit %s, which are for reading, were changed",
                exit));
    }

    @Override
    protected ForwardPass pass() {
        Promise.require(!over, Promise.CALLER, "a forward pass is looked at after the call it was handed to");
        return super.pass();
    }
}
