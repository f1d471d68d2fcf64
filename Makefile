# Plaza. `make` alone says what can be made; CONTRIBUTING.md says more.

GO ?= go
# No C compiler is needed to build Plaza: both databases are pure Go. Only the
# race detector wants one.
export CGO_ENABLED ?= 0

# The tools that are not Go modules of ours, by exact version.
LINT_VERSION = v2.15.0
LINT = bin/golangci-lint-$(LINT_VERSION)

# What can be set: make test FLAGS=-count=1, make fuzz TIME=2m, make soak KILLS=500 SEED=7,
# make outage TIME=10m, make bench PEOPLE=100000.
FLAGS ?=
TIME ?= 20s
KILLS ?= 200
SEED ?= 1
PEOPLE ?= 1000000
PLATFORMS ?= linux/amd64 linux/arm64 darwin/amd64 darwin/arm64

.DEFAULT_GOAL := help
.PHONY: help demo build install test bench soak outage fuzz race lint release

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## take part in the shipped consultation, in this terminal
	@bin/plaza try ogp-strategy

build: ## build bin/plaza
	@[ -e bin/plaza ] || echo "building bin/plaza, a minute or two the first time" >&2
	@$(GO) build -o bin/plaza ./cmd/plaza

install: ## install what the tests need and this machine lacks
	@.ci/install

test: install ## run every test, on SQLite and on a real Postgres
	$(GO) test -timeout 20m $(FLAGS) ./...

race: install ## run the tests of what runs in parallel under the race detector
	CGO_ENABLED=1 $(GO) test -race -timeout 20m -skip $(APART) $(FLAGS) $(RACE)
RACE = ./bot/... ./channels/... ./cmd/... ./store/...
# They watch other processes, which are built without the detector.
APART = 'TestKilledAtAnyMoment|TestTheOtherNodeTakesOver|TestDatabaseIsAwayForAMinute|TestKilledWhileTheDatabaseIsAway|TestBroadcastKilledThreeTimes'

bench: install ## print what is measured: a turn, a reply, a message through serve, a broadcast to PEOPLE
	@$(GO) test -run '^$$' -bench . -benchmem $(FLAGS) ./flows/... ./channels/... ./store/... ./bot
	@$(GO) test -run '^$$' -bench . -benchtime 1x -count 3 -timeout 60m $(FLAGS) ./cmd/plaza -broadcast.people $(PEOPLE)

soak: install ## kill plaza serve KILLS times (200) on each store, by SEED (1)
	$(GO) test -run TestKilledAtAnyMoment -v -timeout 24h $(FLAGS) ./cmd/plaza -soak.kills $(KILLS) -soak.seed $(SEED)

outage: install ## take Postgres away from plaza serve under load, for TIME
	$(GO) test -run TestDatabaseIsAwayForAMinute -v -timeout 24h $(FLAGS) ./cmd/plaza -outage.time $(TIME)

fuzz: ## fuzz each target for TIME (20s)
	@.ci/fuzz $(TIME)

lint: $(LINT) ## hold the code to .golangci.yml
	$(LINT) run ./...

$(LINT):
	@echo "building golangci-lint $(LINT_VERSION), some two minutes the first time"
	@rm -rf bin/lint && mkdir -p bin/lint
	@GOBIN="$(CURDIR)/bin/lint" $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VERSION)
	@mv bin/lint/golangci-lint $@ && rmdir bin/lint

release: ## build dist/ for every platform, with checksums
	@rm -rf dist && mkdir -p dist
	@set -e; for p in $(PLATFORMS); do \
		os=$${p%/*} arch=$${p#*/}; \
		echo "plaza-$$os-$$arch"; \
		GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -buildvcs=true -ldflags '-s -w' -o dist/plaza-$$os-$$arch ./cmd/plaza; \
	done
	@cd dist && sha256sum plaza-* > SHA256SUMS && cat SHA256SUMS
