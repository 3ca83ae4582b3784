/**
 * One abstract JUnit class a contract. Extend the one that fits, say what is to be checked, and run it like any test; each check is
 * named after the rule it looks at and its failure says what to look for.
 */
package org.exeunt.testkit.contract;
