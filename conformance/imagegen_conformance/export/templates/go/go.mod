module imagegen-conformance/fixtures

go 1.21
