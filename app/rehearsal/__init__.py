"""An exam before the exam: made-up candidates walk the product's own services in compressed time; invariants are checked."""
