package org.exeunt.benchmarks;

import org.exeunt.api.Exit;
import org.exeunt.api.exit.ExitInput;
import org.exeunt.api.exit.ExitRule;

/** An exit rule with which every example leaves at the same exit. */
record LeaveAt(Exit last) implements ExitRule {
    @Override
    public String label() {
        return "exit " + last;
    }

    @Override
    public boolean shouldExit(ExitInput view) {
        return view.exit().equals(last);
    }
}
