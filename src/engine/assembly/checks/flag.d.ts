/**
 * Says that a statement is one of the checked build: the product is built of the sources without
 * them (../build.mjs).
 */
declare const CHECKED: i32;
