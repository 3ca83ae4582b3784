package org.exeunt.testkit.contract;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.IncompleteExecutionException;

/** Names the rule and the advice in the message of a check that failed, by its assertion or by what the plugin threw. */
final class AdviceOnFailure implements TestExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        if (failure instanceof IncompleteExecutionException || failure instanceof VirtualMachineError) {
            throw failure;
        }
        Method check = context.getRequiredTestMethod();
        String message = "Rule %s is broken.%n%s%nLook at: %s.%nThe rules of every kind of plugin: docs/contracts."
                .formatted(
                        Rule.of(check),
                        failure instanceof AssertionError ? failure.getMessage() : "Thrown: " + failure,
                        check.getAnnotation(FailureHint.class).value());
        throw failure instanceof AssertionFailedError compared
                ? new AssertionFailedError(message, compared.getExpected(), compared.getActual(), compared)
                : new AssertionFailedError(message, failure);
    }
}
