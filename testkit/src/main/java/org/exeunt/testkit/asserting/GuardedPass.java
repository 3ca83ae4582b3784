package org.exeunt.testkit.asserting;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.Exit;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.testkit.engine.LendingPass;

/** A forward pass that can be used during one call only, and that checks that its logits are not modified. */
final class GuardedPass extends LendingPass {
    private final Map<Exit, double[]> expectedLogits = new TreeMap<>();
    private boolean ended;

    GuardedPass(ForwardPass pass) {
        super(pass);
        pass.exits().forEach(exit -> expectedLogits.put(exit, pass.logits(exit).clone()));
    }

    /** Rejects all further calls, and checks the logits. */
    @Override
    protected void end() {
        int batch = size() * classes();
        expectedLogits.forEach((exit, before) -> Promise.require(
                Arrays.equals(before, 0, batch, logits(exit), 0, batch),
                Promise.CALLER,
                "the logits of exit %s were changed, although they are read-only",
                exit));
        super.end();
        ended = true;
    }

    @Override
    protected ForwardPass pass() {
        Promise.require(!ended, Promise.CALLER, "a forward pass is used after the call that it was passed to");
        return super.pass();
    }
}
