/**
 * Wrappers that hold a plugin to its contract at every call of a simulation or run: {@link org.exeunt.testkit.asserting.AssertingStrategy} and
 * {@link org.exeunt.testkit.asserting.AssertingEngine}. What they wrap does what it did, to the same bits; a broken promise is an
 * {@link java.lang.AssertionError} that begins with the rule, and so is a wrong call, which tells of whoever calls.
 */
package org.exeunt.testkit.asserting;
